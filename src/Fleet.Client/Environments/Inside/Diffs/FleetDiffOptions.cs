namespace Fleet.Client;

/// <summary>What a comparison leaves out.</summary>
public sealed record FleetDiffOptions
{
    /// <summary>Tables to leave out.</summary>
    public IReadOnlyList<string> IgnoreTables { get; init; } = [];

    /// <summary>Fields to leave out: of every table, or of one when it is named before a dot, as in <c>users.updated_at</c>.</summary>
    public IReadOnlyList<string> IgnoreFields { get; init; } = [];

    /// <summary>
    /// Whether to look for what the instance's own comparison leaves out: new tables, tables it passes over, and rows with a null in their key. Costs
    /// four more calls, and the reading of what is found to be left out.
    /// </summary>
    public bool Complete { get; init; }
}
