using System.Collections;

namespace Fleet.Client.Environments;

/// <summary>
/// Filters the differences: drops the tables and fields to leave out, and fields whose two values are equal. An instance is asked to leave these out as
/// well, but not all do.
/// </summary>
internal sealed class RowFilter
{
    private readonly HashSet<string> _tables;
    private readonly HashSet<string> _fields;

    public RowFilter(FleetDiffOptions options)
    {
        _tables = new HashSet<string>(options.IgnoreTables, StringComparer.OrdinalIgnoreCase);
        _fields = new HashSet<string>(options.IgnoreFields, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns whether a name is that of SQLite's own row number, which some instances list among the fields.</summary>
    public static bool IsRowNumber(string field) => field.Equals("rowid", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a table is compared.</summary>
    public bool Takes(string table) => !_tables.Contains(table);

    /// <summary>Returns whether a field is compared.</summary>
    public bool Takes(string table, string field) => !_fields.Contains(field) && !_fields.Contains($"{table}.{field}");

    /// <summary>Returns the rows that have changed; a modified one with the compared fields.</summary>
    public IEnumerable<FleetRowDiff> Changed(FleetInstanceDiff diff) => diff.Tables
        .Where(table => Takes(table.Table))
        .SelectMany(static table => table.Rows)
        .Select(row => row.Change == RowChange.Modified ? Narrow(row) : row)
        .OfType<FleetRowDiff>();

    private FleetRowDiff? Narrow(FleetRowDiff row)
    {
        string[] fields = [.. row.Fields.Where(field => Takes(row.Table, field) && !FieldEquality.Fits(row.Before?[field], row.After?[field]))];
        return fields.Length == 0 ? null : row with { Before = Only(row.Before, fields), After = Only(row.After, fields) };
    }

    private static OrderedDictionary<string, object?> Only(IDictionary? values, string[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field, values?[field])));
}
