using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances.Schema;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>
/// The JSON schemas of the arguments of a table's tools. Each column carries everything the database knows about it: type, nullability, default,
/// permitted values and referenced table.
/// </summary>
internal sealed class ToolSchemas
{
    private readonly IReadOnlyDictionary<string, JsonObject> _columns;
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private readonly TableSchema _table;

    public ToolSchemas(TableSchema table, IReadOnlyList<ForeignKey> references)
    {
        _table = table;
        Dictionary<string, JsonObject> columns = new(StringComparer.Ordinal);
        foreach (JsonNode? column in table.ToJson(0, references)["columns"]!.AsArray())
        {
            string name = (string)column!["name"]!;
            columns[name] = Column(column);
            if ((bool)column["required"]!)
            {
                _required.Add(name);
            }
        }

        _columns = columns;
    }

    /// <summary>Returns the schema of a row's key.</summary>
    public JsonObject Key() => Object(KeyProperties(), _table.Key);

    /// <summary>Returns the schema of a new row's values.</summary>
    public JsonObject Row() => Object(Copies(_columns.Keys), _columns.Keys.Where(_required.Contains));

    /// <summary>Returns the schema of a key and the changes to that row.</summary>
    public JsonObject Change()
    {
        JsonObject changes = Object(Copies(_columns.Keys), []);
        changes["minProperties"] = 1;
        changes["description"] = "The columns to change, with their new values. All others keep their values.";
        List<KeyValuePair<string, JsonNode?>> properties = KeyProperties();
        properties.Add(new KeyValuePair<string, JsonNode?>(TableTools.Changes, changes));
        return Object(properties, [.. _table.Key, TableTools.Changes]);
    }

    /// <summary>Returns the schema of a query for rows.</summary>
    public JsonObject List()
    {
        JsonObject filter = Object(_columns.Keys.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject
        {
            ["description"] = "A value, or an array of values any of which may match.",
            ["type"] = new JsonArray("string", "number", "boolean", "array"),
        })), []);
        filter["description"] = "Return only rows whose columns have these values.";
        return Object(
            [
                KeyValuePair.Create<string, JsonNode?>("filter", filter),
                KeyValuePair.Create<string, JsonNode?>("search", Text("Return only rows that contain every word of this text. Ignores case.")),
                KeyValuePair.Create<string, JsonNode?>("sort", new JsonObject
                {
                    ["type"] = "string",
                    ["enum"] = new JsonArray([.. _columns.Keys.Select(static name => JsonValue.Create(name))]),
                    ["description"] = "The column to sort by. Defaults to the key.",
                }),
                KeyValuePair.Create<string, JsonNode?>("order", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("asc", "desc") }),
                KeyValuePair.Create<string, JsonNode?>("limit", new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = 1,
                    ["maximum"] = 1000,
                    ["default"] = 100,
                }),
                KeyValuePair.Create<string, JsonNode?>("offset", new JsonObject
                {
                    ["type"] = "integer",
                    ["minimum"] = 0,
                    ["default"] = 0,
                    ["description"] = "The number of rows to skip. Use it with 'total' in the result to read all pages.",
                }),
            ],
            []);
    }

    /// <summary>Returns the schema of an object that allows only these properties.</summary>
    public static JsonObject Object(IEnumerable<KeyValuePair<string, JsonNode?>> properties, IEnumerable<string> required) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties),
        ["required"] = new JsonArray([.. required.Select(static name => JsonValue.Create(name))]),
        ["additionalProperties"] = false,
    };

    /// <summary>Returns the schema of a string.</summary>
    public static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private List<KeyValuePair<string, JsonNode?>> KeyProperties() =>
    [
        .. _table.Key.Select(name =>
            new KeyValuePair<string, JsonNode?>(name, _columns.TryGetValue(name, out JsonObject? column) ? column.DeepClone() : RowNumber())),
    ];

    private IEnumerable<KeyValuePair<string, JsonNode?>> Copies(IEnumerable<string> names) =>
        names.Select(name => KeyValuePair.Create(name, (JsonNode?)_columns[name].DeepClone()));

    private static JsonObject RowNumber() => new JsonObject { ["type"] = "integer", ["description"] = "The row's rowid, which is part of every row returned." };

    private static JsonObject Column(JsonNode column)
    {
        bool nullable = (bool)column["nullable"]! || (bool)column["numbered"]!;
        JsonObject schema = [];
        JsonArray? choices = column["choices"]?.AsArray();
        if (choices is null)
        {
            string[] types = Types((string)column["type"]!);
            schema["type"] = types.Length == 1 && !nullable
                ? types[0]
                : new JsonArray([.. types.Concat(nullable ? ["null"] : []).Select(static type => JsonValue.Create(type))]);
        }
        else
        {
            schema["enum"] = choices.DeepClone();
            if (nullable)
            {
                schema["enum"]!.AsArray().Add(null);
            }
        }

        schema["description"] = Describe(column);
        return schema;
    }

    private static string Describe(JsonNode column)
    {
        List<string> sentences = [];
        string type = (string)column["type"]!;
        sentences.Add(type.Length == 0 ? "Any value."
            : type.Contains("BLOB", StringComparison.OrdinalIgnoreCase) ? "Bytes, returned as base64. Cannot be set here."
            : $"{type}.");
        if ((bool)column["numbered"]!)
        {
            sentences.Add("Numbered by the database when left out.");
        }
        else if (column["default"] is { } usual)
        {
            sentences.Add($"Default: {usual}.");
        }

        if (column["references"] is { } reference)
        {
            sentences.Add($"Names a row of {reference["table"]} by its {reference["column"]}.");
        }

        foreach (JsonNode? check in column["choices"] is null ? column["checks"]?.AsArray() ?? [] : [])
        {
            sentences.Add($"Must satisfy: {check}.");
        }

        return string.Join(' ', sentences);
    }

    /// <summary>Returns the JSON types for a declared column type (https://sqlite.org/datatype3.html, 3.1).</summary>
    private static string[] Types(string declared)
    {
        return Has("BOOL") ? ["boolean", "integer"]
            : Has("INT") ? ["integer"]
            : Has("CHAR") || Has("CLOB") || Has("TEXT") || Has("BLOB") ? ["string"]
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? ["number"]
            : ["string", "number"];

        bool Has(string part) => declared.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
