using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.App;
using Fleet.LocalServer.Environments.Files;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>All tools of an instance: those for its tables, a query and, if the environment has files, those for the files.</summary>
internal sealed class InstanceTools
{
    private const long MostTextBytes = 1024 * 1024;
    private readonly List<InstanceTool> _tools;

    private InstanceTools(List<InstanceTool> tools) => _tools = tools;

    /// <summary>All tools.</summary>
    public IReadOnlyList<InstanceTool> All => _tools;

    /// <summary>Creates the tools for an instance's current schema.</summary>
    public static async Task<InstanceTools> CreateAsync(LiveInstance instance, CancellationToken ct)
    {
        AppData data = new(instance, ct);
        IReadOnlyList<TableSchema> tables = await data.TablesAsync();
        List<InstanceTool> tools = [Query(data, tables), .. await TableTools.CreateAsync(data)];
        if (instance.Files.IsDefined)
        {
            tools.AddRange(FileTools(instance.Files));
        }

        return new InstanceTools(tools);
    }

    /// <summary>Returns a tool, or null.</summary>
    public InstanceTool? Find(string name) => _tools.Find(tool => tool.Name == name);

    private static InstanceTool Query(AppData data, IReadOnlyList<TableSchema> tables) => new(
        "query",
        "Runs one read-only SQL statement (SQLite) on the data and returns {columns, rows}. Write each value as ? in the statement and pass it in 'args'. "
        + "The statement cannot change anything; use the other tools for that. "
        + "Tables: " + string.Join("; ", tables.Select(Signature)),
        ToolSchemas.Object(
            [
                KeyValuePair.Create<string, JsonNode?>("sql", ToolSchemas.Text("One SELECT statement.")),
                KeyValuePair.Create<string, JsonNode?>("args", new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
                    ["description"] = "The values for each ?, in order.",
                }),
            ],
            ["sql"]),
        ToolKind.Read,
        async fields =>
        {
            string sql = fields.Text("sql", least: 1);
            IReadOnlyList<object?> arguments = SqlJson.ReadArguments(fields, "args");
            fields.ThrowIfInvalid();
            SqlResult result = await data.ReadAsync(sql, arguments);
            JsonNode? rows = JsonNode.Parse(RowJson.WriteValues(result.Rows ?? []).Span);
            return new JsonObject { ["columns"] = ToArray(result.Columns), ["rows"] = rows }.ToJsonString(s_jsonText);
        });

    private static string Signature(TableSchema table) => $"{table.Name}({string.Join(", ", table.Columns.Select(static column => column.Name))})";

    private static IEnumerable<InstanceTool> FileTools(InstanceFiles files)
    {
        JsonObject path() => ToolSchemas.Object(
            [KeyValuePair.Create<string, JsonNode?>("path", ToolSchemas.Text("The path of the file, such as folder/name.txt."))],
            ["path"]);
        yield return new InstanceTool(
            "list_files",
            "Lists the files with their paths, sizes and types.",
            ToolSchemas.Object([], []),
            ToolKind.Read,
            _ => Task.FromResult(new JsonArray([.. files.List().Select(Describe)]).ToJsonString(s_jsonText)));
        yield return new InstanceTool(
            "read_file",
            "Reads the text of a file or document (txt, md, csv, tsv, json, docx, xlsx).",
            path(),
            ToolKind.Read,
            fields =>
            {
                string name = Path(fields);
                return Task.FromResult(FileDocument.Read(files.Find(name) ?? throw ApiException.NotFound("File not found"), MostTextBytes).Text);
            });
        JsonObject write = path();
        write["properties"]!["content"] = ToolSchemas.Text("The complete text of the file.");
        write["required"]!.AsArray().Add("content");
        yield return new InstanceTool(
            "write_file",
            "Writes a text file, replacing it if it exists and creating folders as needed.",
            write,
            ToolKind.Change,
            fields =>
            {
                string? content = fields.TextOrNull("content");
                if (!fields.Has("content"))
                {
                    fields.Add("content", "Field required", "missing");
                }

                string name = Path(fields);
                InstanceFile written = files.Write(name, System.Text.Encoding.UTF8.GetBytes(content ?? ""));
                return Task.FromResult(new JsonObject { ["path"] = written.Path, ["size"] = written.Info.Length }.ToJsonString(s_jsonText));
            });
        yield return new InstanceTool(
            "delete_file",
            "Deletes a file. Fails if the file does not exist.",
            path(),
            ToolKind.Delete,
            fields =>
            {
                string name = Path(fields);
                return files.Delete(name)
                    ? Task.FromResult(new JsonObject { ["path"] = name, ["deleted"] = true }.ToJsonString(s_jsonText))
                    : throw ApiException.NotFound("File not found");
            });
    }

    private static JsonObject Describe(InstanceFile file) =>
        new() { ["path"] = file.Path, ["size"] = file.Info.Length, ["file_type"] = file.FileType };

    private static readonly JsonSerializerOptions s_jsonText = new() { Encoder = Answer.WriterOptions.Encoder };

    private static string Path(JsonFields fields)
    {
        string path = fields.Text("path", least: 1);
        fields.ThrowIfInvalid();
        return path;
    }

    private static JsonArray ToArray(IEnumerable<string>? texts) => [.. (texts ?? []).Select(static text => JsonValue.Create(text))];
}
