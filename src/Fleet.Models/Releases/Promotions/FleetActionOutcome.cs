namespace Fleet;

/// <summary>The outcome of a promotion or rollback.</summary>
public sealed record FleetActionOutcome
{
    /// <summary>The action's id in the ledger.</summary>
    public string ActionId { get; init; } = "";

    /// <summary>The action: <c>promote</c> or <c>rollback</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The intended environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The previously promoted release; null if there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>True if the release is now the promoted one, also if it already was.</summary>
    public bool PromotedPointerChanged { get; init; }

    /// <summary>The policy's verdict.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>True if the action overrode the policy's verdict.</summary>
    public bool Overridden { get; init; }

    /// <summary>True if the policy allowed the action.</summary>
    public bool Passed => Policy.Passed;

    /// <summary>The action's id.</summary>
    /// <returns><see cref="ActionId"/>.</returns>
    public override string ToString() => ActionId;
}
