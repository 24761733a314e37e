using System.Globalization;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances.Schema;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>What tells the rows of a table apart, in SQL: the parts of its key, and for rows with a null in it their row number.</summary>
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

    /// <summary>The columns of the key.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>How many values <see cref="Select"/> names.</summary>
    public int Count => Key.Count + (_number is null ? 0 : 1);

    /// <summary>The condition that the rows <c>n</c> and <c>o</c> are one. The first comparison can use an index; the second is exact, whatever the collation.</summary>
    public string Same => string.Join(" AND ", [
        .. Key.Select(TableSchema.Quote).Select(static part => $"n.{part} IS o.{part} AND +n.{part} IS +o.{part} COLLATE BINARY"),
        .. Numbers("n.").Zip(Numbers("o."), static (one, other) => $"{one} IS {other}"),
    ]);

    /// <summary>The values that identify a row.</summary>
    /// <param name="alias">The table's alias and a point, or nothing.</param>
    public string Select(string alias) => string.Join(", ", [.. Key.Select(part => alias + TableSchema.Quote(part)), .. Numbers(alias)]);

    /// <summary>The key of a row for people.</summary>
    public string Show(object?[] identity) => string.Join(
        ", ", identity.Take(Key.Count).Select(static part => part is null or DBNull ? "None" : Convert.ToString(part, CultureInfo.InvariantCulture)));

    private IEnumerable<string> Numbers(string alias) => _number is null
        ? []
        : [$"CASE WHEN {string.Join(" OR ", Key.Select(part => $"{alias}{TableSchema.Quote(part)} IS NULL"))} THEN {alias}{_number} END"];
}
