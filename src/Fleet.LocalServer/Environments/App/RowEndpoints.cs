using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Environments.App;

/// <summary>The REST API of an instance: the rows of its <c>current</c> database, made from the schema.</summary>
internal sealed class RowEndpoints(InstanceService instances)
{
    private const string Raw = "/i/{instance_id}/raw";
    private const string Table = Raw + "/{table}";
    private const string Row = Table + "/{key}";
    private const int CountsAtOnce = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Raw + "/tables", TablesAsync).Describe("Lists the tables.");
        routes.MapGet(Table, ListAsync).Describe("Lists rows: column=value filters, search, limit, offset, sort, order.");
        routes.MapPost(Table, CreateAsync).Describe("Adds a row.");
        routes.MapGet(Row, GetAsync).Describe("Reads a row by its key; the parts of a composite key are separated by commas.");
        routes.MapMethods(Row, ["PATCH", "PUT"], ChangeAsync).Describe("Changes the columns of a row that are named; If-Match guards it.");
        routes.MapDelete(Row, DeleteAsync).Describe("Deletes a row; If-Match guards it.");
    }

    /// <summary>Answers with the tables: their columns, keys and rules, and how many rows they have.</summary>
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
        RowQuery query = RowQuery.Read(table, context.Request.Query);
        SqlResult total = await request.ReadAsync(query.CountSql, query.Arguments);
        SqlResult rows = await request.ReadAsync(query.RowsSql, query.Arguments);
        await Answer.BytesAsync(context, RowJson.WriteList(table, query, (long)total.Rows![0][0]!, rows));
    }

    private async Task GetAsync(HttpContext context)
    {
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        SqlResult found = await ReadRowAsync(request, table, table.ReadKey(request.SentKey));
        await WriteRowAsync(context, table, found);
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        List<(string Column, object? Value)> values = ReadValues(table, fields);
        string columns = values.Count == 0
            ? "DEFAULT VALUES"
            : $"({string.Join(", ", values.Select(static value => TableSchema.Quote(value.Column)))}) VALUES ({string.Join(", ", values.Select(static _ => "?"))})";
        SqlResult added = await request.ChangeAsync(
            $"INSERT INTO {table.Quoted} {columns} RETURNING {table.SelectList}", [.. values.Select(static value => value.Value)]);
        await RequireDoneAsync(request, table, added, values, key: null);
        await WriteRowAsync(context, table, added, StatusCodes.Status201Created);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        List<(string Column, object? Value)> values = ReadValues(table, fields);
        if (values.Count == 0)
        {
            throw ApiException.Invalid(new FieldError(["body"], "Name at least one column", "value_error"));
        }

        object?[] key = table.ReadKey(request.SentKey);
        RowGuard guard = await ReadGuardAsync(context, request, table, key);
        string changes = string.Join(", ", values.Select(static value => $"{TableSchema.Quote(value.Column)} = ?"));
        SqlResult changed = await request.ChangeAsync(
            $"UPDATE {table.Quoted} SET {changes} WHERE {table.KeyCondition}{guard.Condition} RETURNING {table.SelectList}",
            [.. values.Select(static value => value.Value), .. key, .. guard.Arguments]);
        await RequireDoneAsync(request, table, changed, values, key);
        guard.RequireFound(changed);
        await WriteRowAsync(context, table, changed);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        AppRequest request = await AppRequest.OpenAsync(instances, context);
        TableSchema table = await request.RequireTableAsync();
        object?[] key = table.ReadKey(request.SentKey);
        RowGuard guard = await ReadGuardAsync(context, request, table, key);
        SqlResult deleted = await request.ChangeAsync(
            $"DELETE FROM {table.Quoted} WHERE {table.KeyCondition}{guard.Condition} RETURNING {table.SelectList}", [.. key, .. guard.Arguments]);
        await RequireDoneAsync(request, table, deleted, [], key);
        guard.RequireFound(deleted);
        await WriteRowAsync(context, table, deleted);
    }

    private static Task<SqlResult> ReadRowAsync(AppRequest request, TableSchema table, object?[] key) =>
        request.ReadAsync($"SELECT {table.SelectList} FROM {table.Quoted} WHERE {table.KeyCondition}", key);

    /// <summary>What <c>If-Match</c> asks of the row.</summary>
    private static async Task<RowGuard> ReadGuardAsync(HttpContext context, AppRequest request, TableSchema table, object?[] key)
    {
        string tags = context.Request.Headers.IfMatch.ToString();
        return tags.Length == 0 ? RowGuard.None : RowGuard.Require(tags, Found(table, await ReadRowAsync(request, table, key)));
    }

    private static async Task RequireDoneAsync(
        AppRequest request, TableSchema table, SqlResult result, IReadOnlyList<(string Column, object? Value)> values, object?[]? key)
    {
        if (result.Error is { } error)
        {
            throw await new ConstraintErrors(request, table).ExplainAsync(error, values, key);
        }
    }

    private static List<(string Column, object? Value)> ReadValues(TableSchema table, JsonFields fields)
    {
        List<(string, object?)> values = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in fields.All)
        {
            if (!table.Has(member.Name))
            {
                fields.Add(member.Name, $"'{table.Name}' has no such column", "unknown_column");
            }
            else if (!seen.Add(member.Name))
            {
                fields.Add(member.Name, "The column is there twice", "duplicate_column");
            }
            else if (!SqlJson.TryRead(member.Value, out object? value))
            {
                fields.Add(member.Name, "Input should be null, a number, a text or a boolean", "value_error");
            }
            else
            {
                values.Add((member.Name, value));
            }
        }

        fields.ThrowIfInvalid();
        return values;
    }

    private static SqlResult Found(TableSchema table, SqlResult result) =>
        result.Rows is [_, ..] ? result : throw ApiException.NotFound($"'{table.Name}' has no row with this key");

    private static async Task WriteRowAsync(HttpContext context, TableSchema table, SqlResult result, int status = StatusCodes.Status200OK)
    {
        ReadOnlyMemory<byte> row = RowJson.Write(Found(table, result).Columns!, result.Rows![0]);
        context.Response.Headers.ETag = RowJson.TagOf(row);
        await Answer.BytesAsync(context, row, status);
    }
}
