namespace Fleet.Client;

/// <summary>The tables and fields that a comparison leaves out.</summary>
public sealed record FleetDiffOptions
{
    /// <summary>Tables to leave out.</summary>
    public IReadOnlyList<string> IgnoreTables { get; init; } = [];

    /// <summary>Fields to leave out: in every table, or in one if it is named before a dot, as in <c>users.updated_at</c>.</summary>
    public IReadOnlyList<string> IgnoreFields { get; init; } = [];

    /// <summary>
    /// True to include what the instance's own comparison misses: new tables, tables it skips, and rows with a null in their key. Costs
    /// four more calls, and reading the tables that turn out to be incomplete.
    /// </summary>
    public bool Complete { get; init; }
}
