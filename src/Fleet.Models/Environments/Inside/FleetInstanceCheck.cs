namespace Fleet;

/// <summary>The result of comparing an instance's changes with the expected ones.</summary>
public sealed record FleetInstanceCheck
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The strictness of the check.</summary>
    public FleetStrictness Strictness { get; init; }

    /// <summary>True if no change is unexpected and none is missing.</summary>
    public bool Passed => Unexpected.Length == 0 && Missing.Length == 0;

    /// <summary>The changes that no entry allows, and the fields whose values differ from the expected ones.</summary>
    public FleetCheckFinding[] Unexpected { get; init; } = [];

    /// <summary>The expected changes that did not happen.</summary>
    public FleetCheckFinding[] Missing { get; init; } = [];

    /// <summary>The number of changed rows, ignored ones excluded.</summary>
    public int ChangedRows { get; init; }

    /// <summary>All changes that were checked.</summary>
    public FleetInstanceDiff Diff { get; init; } = new();

    /// <summary>The problems in one line: the first finding, and the number of others.</summary>
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
