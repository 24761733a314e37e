namespace Fleet;

/// <summary>What came of a promotion or a rollback.</summary>
public sealed record FleetActionOutcome
{
    /// <summary>The action's id in the ledger.</summary>
    public string ActionId { get; init; } = "";

    /// <summary>What was done: <c>promote</c> or <c>rollback</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment it was meant for.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The release that was promoted before; null when there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>Whether the release is the promoted one now. Also true for one that was so before.</summary>
    public bool PromotedPointerChanged { get; init; }

    /// <summary>What the policy said.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>Whether it was done although the policy said no.</summary>
    public bool Overridden { get; init; }

    /// <summary>Whether the policy allowed it.</summary>
    public bool Passed => Policy.Passed;

    /// <summary>The action's id.</summary>
    /// <returns><see cref="ActionId"/>.</returns>
    public override string ToString() => ActionId;
}
