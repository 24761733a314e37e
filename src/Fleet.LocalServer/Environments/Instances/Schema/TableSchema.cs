using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Instances.Schema;

/// <summary>A table as the REST API sees it. Only here do names become SQL: quoted, and only if the table has them.</summary>
internal sealed class TableSchema
{
    private const string RowId = "rowid";
    private readonly TableDescription _table;
    private readonly string[] _key;
    private readonly Lazy<IReadOnlyList<CheckRule>> _checks;

    public TableSchema(TableDescription table)
    {
        _table = table;
        string[] key = [.. table.Columns.Where(static column => column.Pk > 0).OrderBy(static column => column.Pk).Select(static column => column.Name)];
        _key = key.Length > 0 ? key : [RowId];
        HasOwnKey = key.Length > 0;
        _checks = new Lazy<IReadOnlyList<CheckRule>>(() => CreateTableReader.ReadChecks(table.Sql));
    }

    public string Name => _table.Name;

    public IReadOnlyList<ColumnDescription> Columns => _table.Columns;

    /// <summary>The columns that identify a row: the primary key, or SQLite's rowid if there is none.</summary>
    public IReadOnlyList<string> Key => _key;

    /// <summary>The CHECK constraints.</summary>
    public IReadOnlyList<CheckRule> Checks => _checks.Value;

    /// <summary>The quoted name for use in SQL.</summary>
    public string Quoted => Quote(Name);

    /// <summary>The columns to select, preceded by the rowid if that is the key.</summary>
    public string SelectList => HasOwnKey ? "*" : "rowid, *";

    /// <summary>The SQL condition that matches a row by key.</summary>
    public string KeyCondition => string.Join(" AND ", _key.Select(static column => $"{Quote(column)} = ?"));

    private bool HasOwnKey { get; }

    /// <summary>Quotes a name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Returns true if a column exists.</summary>
    public bool Has(string column) => Columns.Any(known => known.Name == column);

    /// <summary>Parses a row's key from the path.</summary>
    /// <param name="key">The path segment, still encoded, so that a comma within a value (<c>%2C</c>) differs from a separator.</param>
    /// <exception cref="ApiException">The number of parts is wrong.</exception>
    public object?[] ReadKey(string key)
    {
        string[] parts = _key.Length == 1 ? [key] : key.Split(',');
        parts = parts.Length == _key.Length ? [.. parts.Select(Uri.UnescapeDataString)] : Uri.UnescapeDataString(key).Split(',');
        return parts.Length == _key.Length
            ? parts
            : throw ApiException.Invalid(new FieldError(["path", "key"], $"The key of '{Name}' has the parts {string.Join(',', _key)}", "value_error"));
    }

    /// <summary>Describes the table in JSON.</summary>
    /// <param name="rows">The number of rows in the table.</param>
    /// <param name="references">The foreign keys of the database.</param>
    public JsonNode ToJson(long rows, IEnumerable<ForeignKey> references)
    {
        ForeignKey[] own = [.. references.Where(key => key.Table == Name && key.Columns.Count == 1)];
        JsonArray columns = [];
        foreach (ColumnDescription column in Columns)
        {
            CheckRule[] checks = [.. Checks.Where(check => check.IsFor(column.Name))];
            JsonObject json = new()
            {
                ["name"] = column.Name,
                ["type"] = column.Type,
                ["required"] = column.NotNull && column.DefaultValue is null && !IsNumbered(column),
                ["default"] = column.DefaultValue,
                ["nullable"] = !column.NotNull && !IsNumbered(column),
                ["numbered"] = IsNumbered(column),
            };
            if (checks.Select(check => check.ReadChoices(column.Name)).FirstOrDefault(static choices => choices is not null) is { } choices)
            {
                json["choices"] = new JsonArray(
                [
                    .. choices.Select(static choice => choice is string text ? JsonValue.Create(text)
                        : choice is long whole ? JsonValue.Create(whole)
                        : JsonValue.Create((double)choice)),
                ]);
            }

            if (checks.Length > 0)
            {
                json["checks"] = new JsonArray([.. checks.Select(static check => JsonValue.Create(check.Text))]);
            }

            if (Array.Find(own, key => key.Columns[0].Equals(column.Name, StringComparison.OrdinalIgnoreCase)) is { } reference)
            {
                json["references"] = new JsonObject { ["table"] = reference.Parent, ["column"] = reference.ParentColumns[0] };
            }

            columns.Add(json);
        }

        return new JsonObject
        {
            ["name"] = Name,
            ["key"] = new JsonArray([.. _key.Select(static column => JsonValue.Create(column))]),
            ["rows"] = rows,
            ["columns"] = columns,
        };
    }

    /// <summary>Returns true if SQLite assigns the column's value when a row is added without one.</summary>
    private bool IsNumbered(ColumnDescription column) =>
        column.Pk > 0 && _key.Length == 1 && column.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase);
}
