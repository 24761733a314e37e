namespace Fleet;

/// <summary>A promotion that was requested and has to be confirmed.</summary>
public sealed record FleetPromotionRequest
{
    /// <summary>The request's id.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The status: <c>pending</c>, <c>completed</c>, <c>denied</c>, <c>expired</c> and so on.</summary>
    public string Status { get; init; } = "";

    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>Its agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment to promote it in.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The window of evidence, for example <c>7d</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>The reason for the request; null in the answer to the request itself.</summary>
    public string? Reason { get; init; }

    /// <summary>The requester; null in the answer to the request itself.</summary>
    public string? Actor { get; init; }

    /// <summary>The release promoted at that time; null if there was none.</summary>
    public string? BaselineReleaseId { get; init; }

    /// <summary>The policy's verdict at that time.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>The time of the request.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time after which it can no longer be confirmed, if the service sets one.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time at which it was confirmed or denied.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The action that completed the request.</summary>
    public string? CompletedActionId { get; init; }

    /// <summary>The person or program that denied it.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>The reason for denying it.</summary>
    public string? DenialReason { get; init; }

    /// <summary>True if the request is still waiting to be confirmed or denied.</summary>
    public bool IsPending => Status == "pending";

    /// <summary>The request's id.</summary>
    /// <returns><see cref="RequestId"/>.</returns>
    public override string ToString() => RequestId;
}
