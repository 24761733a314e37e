namespace Fleet;

/// <summary>Whether the changes of an instance are those that are expected.</summary>
public sealed record FleetInstanceCheck
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>How closely it was looked at.</summary>
    public FleetStrictness Strictness { get; init; }

    /// <summary>Whether nothing is unexpected and nothing is missing.</summary>
    public bool Passed => Unexpected.Length == 0 && Missing.Length == 0;

    /// <summary>The changes that nothing allows, and fields that have become something else than is expected.</summary>
    public FleetCheckFinding[] Unexpected { get; init; } = [];

    /// <summary>What is expected and did not happen.</summary>
    public FleetCheckFinding[] Missing { get; init; } = [];

    /// <summary>How many rows have changed, without what is left out.</summary>
    public int ChangedRows { get; init; }

    /// <summary>All changes that were looked at.</summary>
    public FleetInstanceDiff Diff { get; init; } = new();

    /// <summary>What is wrong, in one line: the first finding, and how many there are besides.</summary>
    public string Summary
    {
        get
        {
            int findings = Unexpected.Length + Missing.Length;
            string first = Unexpected.Length > 0 ? $"unexpected: {Unexpected[0]}" : Missing.Length > 0 ? $"missing: {Missing[0]}" : "";
            return findings > 1 ? $"{first} (and {findings - 1} more)" : first;
        }
    }

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
