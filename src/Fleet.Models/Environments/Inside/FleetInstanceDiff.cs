namespace Fleet;

/// <summary>What is different in an instance since its seed.</summary>
public sealed record FleetInstanceDiff
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The tables, as the instance lists them; one without changes may be among them.</summary>
    public FleetTableDiff[] Tables { get; init; } = [];

    /// <summary>The rows of all tables that were added, removed or modified.</summary>
    public FleetRowDiff[] Rows => [.. Tables.SelectMany(static table => table.Rows)];

    /// <summary>How many rows were added.</summary>
    public int Added => Tables.Sum(static table => table.Added.Length);

    /// <summary>How many rows were removed.</summary>
    public int Removed => Tables.Sum(static table => table.Removed.Length);

    /// <summary>How many rows were modified.</summary>
    public int Modified => Tables.Sum(static table => table.Modified.Length);

    /// <summary>Whether anything is different.</summary>
    public bool HasChanges => Tables.Any(static table => table.Rows.Length > 0);

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
