using System.Globalization;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances.Schema;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>The SQL that identifies a table's rows: by the parts of the key and, for rows with a null in their key, by rowid as well.</summary>
internal sealed class RowIdentity
{
    private readonly string? _number;

    /// <param name="table">The table.</param>
    public RowIdentity(DiffTable table)
    {
        bool isDeclared = table.DeclaredKey.Count > 0;
        Key = isDeclared ? table.DeclaredKey : table.RowNumber is { } number ? [number] : table.Columns;
        _number = isDeclared ? table.RowNumber : null;
    }

    /// <summary>The key's columns.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>The number of values in <see cref="Select"/>.</summary>
    public int Count => Key.Count + (_number is null ? 0 : 1);

    /// <summary>
    /// The condition that <c>n</c> and <c>o</c> are the same row. The first comparison can use an index; the second is exact regardless of the collation.
    /// </summary>
    public string Same => string.Join(" AND ", [
        .. Key.Select(TableSchema.Quote).Select(static part => $"n.{part} IS o.{part} AND +n.{part} IS +o.{part} COLLATE BINARY"),
        .. Numbers("n.").Zip(Numbers("o."), static (one, other) => $"{one} IS {other}"),
    ]);

    /// <summary>Lists the values that identify a row.</summary>
    /// <param name="alias">The table's alias followed by a dot, or an empty string.</param>
    public string Select(string alias) => string.Join(", ", [.. Key.Select(part => alias + TableSchema.Quote(part)), .. Numbers(alias)]);

    /// <summary>Formats a row's key for display.</summary>
    public string Show(object?[] identity) => string.Join(
        ", ", identity.Take(Key.Count).Select(static part => part is null or DBNull ? "None" : Convert.ToString(part, CultureInfo.InvariantCulture)));

    private IEnumerable<string> Numbers(string alias) => _number is null
        ? []
        : [$"CASE WHEN {string.Join(" OR ", Key.Select(part => $"{alias}{TableSchema.Quote(part)} IS NULL"))} THEN {alias}{_number} END"];
}
