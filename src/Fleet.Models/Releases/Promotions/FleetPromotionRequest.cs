namespace Fleet;

/// <summary>A promotion that somebody asked for and that somebody has to confirm.</summary>
public sealed record FleetPromotionRequest
{
    /// <summary>The request's id.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>What became of it: <c>pending</c>, <c>completed</c>, <c>denied</c>, <c>expired</c> ...</summary>
    public string Status { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment it is to be promoted in.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The window of evidence that is looked at, for example <c>7d</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>Why it was asked for; null in the answer to the asking itself.</summary>
    public string? Reason { get; init; }

    /// <summary>Who asked; null in the answer to the asking itself.</summary>
    public string? Actor { get; init; }

    /// <summary>The release that was promoted at that time; null when there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>What the policy said at that time.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it can no longer be confirmed, where the service has such a limit.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was confirmed or denied.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The promotion that completed it.</summary>
    public string? CompletedActionId { get; init; }

    /// <summary>Who denied it.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>Why it was denied.</summary>
    public string? DenialReason { get; init; }

    /// <summary>Whether it waits for somebody.</summary>
    public bool IsPending => Status == "pending";

    /// <summary>The request's id.</summary>
    /// <returns><see cref="RequestId"/>.</returns>
    public override string ToString() => RequestId;
}
