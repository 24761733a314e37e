namespace Fleet;

/// <summary>What is different in one table.</summary>
public sealed record FleetTableDiff
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary>The columns by which rows are told apart.</summary>
    public string[] PrimaryKey { get; init; } = [];

    /// <summary>The rows that were not there before.</summary>
    public FleetRowDiff[] Added { get; init; } = [];

    /// <summary>The rows that are no longer there.</summary>
    public FleetRowDiff[] Removed { get; init; } = [];

    /// <summary>The rows whose fields are different.</summary>
    public FleetRowDiff[] Modified { get; init; } = [];

    /// <summary>All of them.</summary>
    public FleetRowDiff[] Rows => [.. Added, .. Removed, .. Modified];

    /// <summary>How many rows are as before, where the instance says so.</summary>
    public long? UnchangedCount { get; init; }

    /// <summary>The table.</summary>
    /// <returns><see cref="Table"/>.</returns>
    public override string ToString() => Table;
}
