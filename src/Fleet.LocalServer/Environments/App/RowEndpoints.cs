using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>The REST API for the rows of an instance's <c>current</c> database, derived from its schema.</summary>
internal sealed class RowEndpoints(InstanceService instances)
{
    private const string Raw = "/i/{instance_id}/raw";
    private const string Table = Raw + "/{table}";
    private const string Row = Table + "/{key}";
    private const int CountsAtOnce = 100;

    /// <summary>HEAD requests are handled like GET; the server omits the body.</summary>
    private static readonly string[] s_reading = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Raw + "/tables", s_reading, TablesAsync).Describe("Lists the tables.");
        routes.MapMethods(Table, s_reading, ListAsync).Describe("Lists rows, with column=value filters, search, limit, offset, sort and order.");
        routes.MapPost(Table, CreateAsync).Describe("Adds a row.");
        routes.MapMethods(Row, s_reading, GetAsync).Describe("Gets a row by its key. The parts of a composite key are separated by commas.");
        routes.MapMethods(Row, ["PATCH", "PUT"], ChangeAsync).Describe("Changes the given columns of a row, provided that If-Match matches.");
        routes.MapDelete(Row, DeleteAsync).Describe("Deletes a row, provided that If-Match matches.");
    }

    /// <summary>Lists the tables with their columns, keys, constraints and row counts.</summary>
    public async Task TablesAsync(HttpContext context)
    {
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        IReadOnlyList<TableSchema> tables = await request.TablesAsync();
        IReadOnlyList<ForeignKey> references = await request.ForeignKeysAsync();
        JsonArray list = [];
        foreach (TableSchema[] some in tables.Chunk(CountsAtOnce))
        {
            SqlResult counts = await request.ReadAsync(string.Join(" UNION ALL ", some.Select(static table => $"SELECT COUNT(*) FROM {table.Quoted}")), []);
            foreach ((TableSchema table, object?[] count) in some.Zip(counts.Rows!))
            {
                list.Add(table.ToJson((long)count[0]!, references));
            }
        }

        await Answer.NodeAsync(context, new JsonObject { ["tables"] = list });
    }

    private async Task ListAsync(HttpContext context)
    {
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        await Answer.BytesAsync(context, await new TableRows(request, table).ListAsync(RowQuery.Read(table, context.Request.Query)));
    }

    private async Task GetAsync(HttpContext context)
    {
        (AppRequest request, TableSchema table, TableRows rows) = await OpenAsync(context);
        await WriteRowAsync(context, await rows.GetAsync(table.ReadKey(request.SentKey)));
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        (_, _, TableRows rows) = await OpenAsync(context);
        await WriteRowAsync(context, await rows.AddAsync(rows.ReadValues(fields)), StatusCodes.Status201Created);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        (AppRequest request, TableSchema table, TableRows rows) = await OpenAsync(context);
        List<(string Column, object? Value)> values = rows.ReadValues(fields);
        object?[] key = table.ReadKey(request.SentKey);
        await WriteRowAsync(context, await rows.ChangeAsync(key, values, await ReadGuardAsync(context, rows, key)));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        (AppRequest request, TableSchema table, TableRows rows) = await OpenAsync(context);
        object?[] key = table.ReadKey(request.SentKey);
        await WriteRowAsync(context, await rows.DeleteAsync(key, await ReadGuardAsync(context, rows, key)));
    }

    private async Task<(AppRequest Request, TableSchema Table, TableRows Rows)> OpenAsync(HttpContext context)
    {
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        return (request, table, new TableRows(request, table));
    }

    /// <summary>Creates a guard from the <c>If-Match</c> header.</summary>
    private static async Task<RowGuard> ReadGuardAsync(HttpContext context, TableRows rows, object?[] key)
    {
        string tags = context.Request.Headers.IfMatch.ToString();
        return tags.Length == 0 ? RowGuard.None : RowGuard.Require(tags, await rows.GetAsync(key));
    }

    private static async Task WriteRowAsync(HttpContext context, SqlResult found, int status = StatusCodes.Status200OK)
    {
        ReadOnlyMemory<byte> row = RowJson.Write(found.Columns!, found.Rows![0]);
        context.Response.Headers.ETag = RowJson.TagOf(row);
        await Answer.BytesAsync(context, row, status);
    }
}
