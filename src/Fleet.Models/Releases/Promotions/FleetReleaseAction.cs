namespace Fleet;

/// <summary>A promotion or rollback recorded in the ledger, even if it was blocked.</summary>
public sealed record FleetReleaseAction
{
    /// <summary>The action's id.</summary>
    public string ActionId { get; init; } = "";

    /// <summary>The action: <c>promote</c> or <c>rollback</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The previously promoted release; null if there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>The reason given for the action.</summary>
    public string Reason { get; init; } = "";

    /// <summary>True if the policy allowed the action.</summary>
    public bool PolicyPassed { get; init; }

    /// <summary>The policy's objections.</summary>
    public string[] PolicyReasons { get; init; } = [];

    /// <summary>The time of the action.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The position in the ledger, counted from 1.</summary>
    public long AuditSeq { get; init; }

    /// <summary>True if the action overrode the policy's verdict.</summary>
    public bool Overridden { get; init; }

    /// <summary>The action's id.</summary>
    /// <returns><see cref="ActionId"/>.</returns>
    public override string ToString() => ActionId;
}
