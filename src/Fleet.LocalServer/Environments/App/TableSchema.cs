using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Environments.App;

/// <summary>A table as the REST API sees it. Names go into SQL only from here, quoted, and only when the table has them.</summary>
internal sealed class TableSchema
{
    private const string RowId = "rowid";
    private readonly TableDescription _table;
    private readonly string[] _key;

    public TableSchema(TableDescription table)
    {
        _table = table;
        string[] key = [.. table.Columns.Where(static column => column.Pk > 0).OrderBy(static column => column.Pk).Select(static column => column.Name)];
        _key = key.Length > 0 ? key : [RowId];
        HasOwnKey = key.Length > 0;
    }

    public string Name => _table.Name;

    public IReadOnlyList<ColumnDescription> Columns => _table.Columns;

    /// <summary>The columns that identify a row; SQLite's own row number where the table names none.</summary>
    public IReadOnlyList<string> Key => _key;

    /// <summary>The table's name for SQL.</summary>
    public string Quoted => Quote(Name);

    /// <summary>What is read of a row: its columns, after the row number where that is its key.</summary>
    public string SelectList => HasOwnKey ? "*" : "rowid, *";

    /// <summary>The condition that finds a row by its key.</summary>
    public string KeyCondition => string.Join(" AND ", _key.Select(static column => $"{Quote(column)} = ?"));

    private bool HasOwnKey { get; }

    /// <summary>Puts a name in quotes.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => Columns.Any(known => known.Name == column);

    /// <summary>Reads a key from the path.</summary>
    /// <exception cref="ApiException">It has another number of parts.</exception>
    public object?[] ReadKey(string key)
    {
        string[] parts = _key.Length == 1 ? [key] : key.Split(',');
        return parts.Length == _key.Length
            ? parts
            : throw ApiException.Invalid(new FieldError(["path", "key"], $"The key of '{Name}' has the parts {string.Join(',', _key)}", "value_error"));
    }

    /// <summary>The table's description as it goes out.</summary>
    public JsonNode ToJson()
    {
        JsonArray columns = [];
        foreach (ColumnDescription column in Columns)
        {
            columns.Add(new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type,
                ["required"] = column.NotNull && column.DefaultValue is null && !(column.Pk > 0 && _key.Length == 1),
                ["default"] = column.DefaultValue,
            });
        }

        return new JsonObject
        {
            ["name"] = Name,
            ["key"] = new JsonArray([.. _key.Select(static column => JsonValue.Create(column))]),
            ["columns"] = columns,
        };
    }
}
