namespace Fleet;

/// <summary>A promotion or rollback as the ledger holds it; a blocked one too.</summary>
public sealed record FleetReleaseAction
{
    /// <summary>The action's id.</summary>
    public string ActionId { get; init; } = "";

    /// <summary>What was done: <c>promote</c> or <c>rollback</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The release that was promoted before; null when there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>Why it was done, in the words of whoever did it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the policy allowed it.</summary>
    public bool PolicyPassed { get; init; }

    /// <summary>What the policy had against it.</summary>
    public string[] PolicyReasons { get; init; } = [];

    /// <summary>When it was done.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its place in the ledger: 1, 2, 3 ...</summary>
    public long AuditSeq { get; init; }

    /// <summary>Whether it was done although the policy said no.</summary>
    public bool Overridden { get; init; }

    /// <summary>The action's id.</summary>
    /// <returns><see cref="ActionId"/>.</returns>
    public override string ToString() => ActionId;
}
