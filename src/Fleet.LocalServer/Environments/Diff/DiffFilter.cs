using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>Excludes tables, fields of all tables, or fields of single tables from a comparison. Like SQLite, it ignores case in names.</summary>
internal sealed class DiffFilter
{
    private readonly HashSet<string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(string Table, string Field)> _tableFields = [];

    /// <summary>Creates a filter that excludes nothing.</summary>
    public DiffFilter()
    {
    }

    /// <summary>Creates a filter from names.</summary>
    /// <param name="tables">The tables to exclude.</param>
    /// <param name="fields">The fields to exclude: a name for all tables, or <c>table.field</c> for one.</param>
    public DiffFilter(IEnumerable<string> tables, IEnumerable<string> fields)
    {
        _tables.UnionWith(tables);
        foreach (string field in fields)
        {
            int dot = field.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                _fields.Add(field);
            }
            else
            {
                _tableFields.Add((Fold(field[..dot]), Fold(field[(dot + 1)..])));
            }
        }
    }

    /// <summary>Reads the member <c>ignore_config</c> of a request. Without it, the filter excludes nothing.</summary>
    public static DiffFilter Read(JsonFields fields)
    {
        DiffFilter filter = new();
        if (fields.FindObject("ignore_config") is not { } config)
        {
            return filter;
        }

        filter._tables.UnionWith(Names(fields, config, "tables"));
        filter._fields.UnionWith(Names(fields, config, "fields"));
        if (config.TryGetProperty("table_fields", out JsonElement tables) && tables.ValueKind != JsonValueKind.Null)
        {
            if (tables.ValueKind != JsonValueKind.Object)
            {
                fields.Add("ignore_config", "'table_fields' should be an object of lists of names", "dict_type");
                return filter;
            }

            foreach (JsonProperty table in tables.EnumerateObject())
            {
                filter._tableFields.UnionWith(Names(fields, tables, table.Name).Select(field => (Fold(table.Name), Fold(field))));
            }
        }

        return filter;
    }

    /// <summary>Returns true if a table is to be compared.</summary>
    public bool Takes(string table) => !_tables.Contains(table);

    /// <summary>Returns true if a field is to be compared and shown.</summary>
    public bool Takes(string table, string field) => !_fields.Contains(field) && !_tableFields.Contains((Fold(table), Fold(field)));

    private static string Fold(string name) => name.ToUpperInvariant();

    private static IEnumerable<string> Names(JsonFields fields, JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
        {
            fields.Add("ignore_config", $"'{name}' should be a list of names", "list_type");
            return [];
        }

        return list.EnumerateArray().Select(static item => item.GetString()!);
    }
}
