namespace Fleet;

/// <summary>The differences between an instance and its seed.</summary>
public sealed record FleetInstanceDiff
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The tables, as the instance lists them; one without changes may be among them.</summary>
    public FleetTableDiff[] Tables { get; init; } = [];

    /// <summary>The rows of all tables that were added, removed or modified.</summary>
    public FleetRowDiff[] Rows => [.. Tables.SelectMany(static table => table.Rows)];

    /// <summary>The number of added rows.</summary>
    public int Added => Tables.Sum(static table => table.Added.Length);

    /// <summary>The number of removed rows.</summary>
    public int Removed => Tables.Sum(static table => table.Removed.Length);

    /// <summary>The number of modified rows.</summary>
    public int Modified => Tables.Sum(static table => table.Modified.Length);

    /// <summary>True if anything differs.</summary>
    public bool HasChanges => Tables.Any(static table => table.Rows.Length > 0);

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
