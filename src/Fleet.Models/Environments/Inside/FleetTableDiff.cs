namespace Fleet;

/// <summary>The differences in one table.</summary>
public sealed record FleetTableDiff
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary>The columns that identify a row.</summary>
    public string[] PrimaryKey { get; init; } = [];

    /// <summary>The added rows.</summary>
    public FleetRowDiff[] Added { get; init; } = [];

    /// <summary>The removed rows.</summary>
    public FleetRowDiff[] Removed { get; init; } = [];

    /// <summary>The modified rows.</summary>
    public FleetRowDiff[] Modified { get; init; } = [];

    /// <summary>All changed rows.</summary>
    public FleetRowDiff[] Rows => [.. Added, .. Removed, .. Modified];

    /// <summary>The number of unchanged rows, if the instance reports it.</summary>
    public long? UnchangedCount { get; init; }

    /// <summary>The table.</summary>
    /// <returns><see cref="Table"/>.</returns>
    public override string ToString() => Table;
}
