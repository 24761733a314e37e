using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>What a comparison leaves out: whole tables, fields of all tables, fields of one table. Names are compared as SQLite does, without case.</summary>
internal sealed class DiffFilter
{
    private readonly HashSet<string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(string Table, string Field)> _tableFields = [];

    /// <summary>Makes one that leaves nothing out.</summary>
    public DiffFilter()
    {
    }

    /// <summary>Makes one of names.</summary>
    /// <param name="tables">Tables.</param>
    /// <param name="fields">Fields of all tables, or <c>table.field</c> for one.</param>
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

    /// <summary>Reads the member <c>ignore_config</c> of a request; without it nothing is left out.</summary>
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

    /// <summary>Whether a table is compared.</summary>
    public bool Takes(string table) => !_tables.Contains(table);

    /// <summary>Whether a field is compared and shown.</summary>
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
