using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Environments.App;

/// <summary>
/// The application of an instance: a REST API over the tables of its <c>current</c> database, made from their schema, a page for people and the
/// API's documentation.
/// </summary>
internal sealed class AppEndpoints(InstanceService instances)
{
    private const string Root = "/i/{instance_id}";
    private const string Raw = Root + "/raw";
    private const string Table = Raw + "/{table}";
    private const string Row = Table + "/{key}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, PageAsync).Describe("The application's page.");
        routes.MapGet(Root + "/docs", DocsAsync).Describe("Documents the application's REST API.");
        routes.MapGet(Raw + "/tables", TablesAsync).Describe("Lists the tables.");
        routes.MapGet(Table, ListAsync).Describe("Lists rows: column=value filters, limit, offset, sort, order.");
        routes.MapPost(Table, CreateAsync).Describe("Adds a row.");
        routes.MapGet(Row, GetAsync).Describe("Reads a row by its key; the parts of a composite key are separated by commas.");
        routes.MapMethods(Row, ["PATCH", "PUT"], ChangeAsync).Describe("Changes the columns of a row that are named.");
        routes.MapDelete(Row, DeleteAsync).Describe("Deletes a row.");
    }

    private async Task PageAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        string html = await AppPage.RenderAsync(instance, await TablesOfAsync(instance, context), context.Query("table"), context.RequestAborted);
        await Answer.HtmlAsync(context, html);
    }

    private async Task DocsAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        IReadOnlyList<TableSchema> tables = await TablesOfAsync(instance, context);
        if (context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            await WriteTablesAsync(context, tables);
            return;
        }

        await Answer.HtmlAsync(context, AppPage.RenderDocs(instance, tables));
    }

    private async Task TablesAsync(HttpContext context) =>
        await WriteTablesAsync(context, await TablesOfAsync(await RequireAsync(context), context));

    private async Task ListAsync(HttpContext context)
    {
        (LiveInstance instance, TableSchema table) = await RequireTableAsync(context);
        RowQuery query = RowQuery.Read(table, context.Request.Query);
        SqlResult total = await RunAsync(instance, query.CountSql, query.Arguments, readOnly: true, context);
        SqlResult rows = await RunAsync(instance, query.RowsSql, query.Arguments, readOnly: true, context);
        await Answer.BytesAsync(context, WriteList(table, query, (long)total.Rows![0][0]!, rows));
    }

    private async Task GetAsync(HttpContext context)
    {
        (LiveInstance instance, TableSchema table) = await RequireTableAsync(context);
        SqlResult found = await RunAsync(
            instance, $"SELECT {table.SelectList} FROM {table.Quoted} WHERE {table.KeyCondition}", table.ReadKey(context.Route("key")), readOnly: true, context);
        await WriteRowAsync(context, table, found);
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        (LiveInstance instance, TableSchema table) = await RequireTableAsync(context);
        List<(string Column, object? Value)> values = ReadValues(table, fields);
        string columns = values.Count == 0
            ? "DEFAULT VALUES"
            : $"({string.Join(", ", values.Select(static value => TableSchema.Quote(value.Column)))}) VALUES ({string.Join(", ", values.Select(static _ => "?"))})";
        SqlResult added = await RunAsync(
            instance, $"INSERT INTO {table.Quoted} {columns} RETURNING {table.SelectList}", [.. values.Select(static value => value.Value)], readOnly: false, context);
        await WriteRowAsync(context, table, added, StatusCodes.Status201Created);
    }

    private async Task ChangeAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        (LiveInstance instance, TableSchema table) = await RequireTableAsync(context);
        List<(string Column, object? Value)> values = ReadValues(table, fields);
        if (values.Count == 0)
        {
            throw ApiException.Invalid(new FieldError(["body"], "Name at least one column", "value_error"));
        }

        string changes = string.Join(", ", values.Select(static value => $"{TableSchema.Quote(value.Column)} = ?"));
        SqlResult changed = await RunAsync(
            instance,
            $"UPDATE {table.Quoted} SET {changes} WHERE {table.KeyCondition} RETURNING {table.SelectList}",
            [.. values.Select(static value => value.Value), .. table.ReadKey(context.Route("key"))],
            readOnly: false,
            context);
        await WriteRowAsync(context, table, changed);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        (LiveInstance instance, TableSchema table) = await RequireTableAsync(context);
        SqlResult deleted = await RunAsync(
            instance, $"DELETE FROM {table.Quoted} WHERE {table.KeyCondition} RETURNING {table.SelectList}", table.ReadKey(context.Route("key")), readOnly: false, context);
        await WriteRowAsync(context, table, deleted);
    }

    private Task<LiveInstance> RequireAsync(HttpContext context) =>
        instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone);

    private async Task<(LiveInstance Instance, TableSchema Table)> RequireTableAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        string name = context.Route("table");
        TableSchema? table = (await TablesOfAsync(instance, context)).FirstOrDefault(table => table.Name == name);
        return (instance, table ?? throw ApiException.NotFound($"Table '{name}' not found"));
    }

    private static async Task<IReadOnlyList<TableSchema>> TablesOfAsync(LiveInstance instance, HttpContext context) =>
        [.. (await instance.Databases.DescribeAsync(InstanceDatabases.Current, context.RequestAborted)).Select(static table => new TableSchema(table))];

    private static async Task<SqlResult> RunAsync(LiveInstance instance, string sql, IReadOnlyList<object?> arguments, bool readOnly, HttpContext context)
    {
        SqlResult result = await instance.Databases.QueryAsync(InstanceDatabases.Current, sql, arguments, readOnly, context.RequestAborted);
        return result.Error is { } error ? throw ToException(error) : result;
    }

    /// <summary>What contradicts other rows is a conflict; what no row could hold is invalid.</summary>
    private static ApiException ToException(string error) => error switch
    {
        _ when error.StartsWith("UNIQUE constraint", StringComparison.Ordinal) || error.StartsWith("FOREIGN KEY constraint", StringComparison.Ordinal) => ApiException.Conflict(error),
        _ when error.Contains("constraint failed", StringComparison.Ordinal) || error.StartsWith("datatype mismatch", StringComparison.Ordinal) || error.StartsWith("cannot store", StringComparison.Ordinal) =>
            ApiException.Invalid(new FieldError(["body"], error, "constraint")),
        _ => ApiException.BadRequest(error),
    };

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

    private static Task WriteTablesAsync(HttpContext context, IReadOnlyList<TableSchema> tables) =>
        Answer.NodeAsync(context, new JsonObject { ["tables"] = new JsonArray([.. tables.Select(static table => table.ToJson())]) });

    private static Task WriteRowAsync(HttpContext context, TableSchema table, SqlResult result, int status = StatusCodes.Status200OK)
    {
        if (result.Rows is not [object?[] row, ..])
        {
            throw ApiException.NotFound($"'{table.Name}' has no row with this key");
        }

        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Answer.WriterOptions))
        {
            WriteRow(writer, result.Columns!, row);
        }

        return Answer.BytesAsync(context, stream.ToArray(), status);
    }

    private static byte[] WriteList(TableSchema table, RowQuery query, long total, SqlResult rows)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("table", table.Name);
            writer.WriteNumber("total", total);
            writer.WriteNumber("limit", query.Limit);
            writer.WriteNumber("offset", query.Offset);
            writer.WriteStartArray("rows");
            foreach (object?[] row in rows.Rows!)
            {
                WriteRow(writer, rows.Columns!, row);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, IReadOnlyList<string> columns, object?[] row)
    {
        writer.WriteStartObject();
        for (int i = 0; i < row.Length; i++)
        {
            writer.WritePropertyName(columns[i]);
            SqlJson.Write(writer, row[i]);
        }

        writer.WriteEndObject();
    }
}
