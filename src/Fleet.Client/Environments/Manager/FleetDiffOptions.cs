namespace Fleet.Client;

/// <summary>What a comparison leaves out.</summary>
public sealed record FleetDiffOptions
{
    /// <summary>Tables to leave out.</summary>
    public IReadOnlyList<string> IgnoreTables { get; init; } = [];

    /// <summary>Fields to leave out: of every table, or of one when it is named before a dot, as in <c>users.updated_at</c>.</summary>
    public IReadOnlyList<string> IgnoreFields { get; init; } = [];
}
