namespace Fleet.Client;

/// <summary>The releases to compare, and a filter on their run events. Null means any; an empty text is rejected.</summary>
public sealed record FleetReleaseComparison
{
    /// <summary>The release to compare with.</summary>
    public string BaselineReleaseId { get; init; } = "";

    /// <summary>The release to be evaluated.</summary>
    public string CandidateReleaseId { get; init; } = "";

    /// <summary>The time window, for example <c>7d</c>, <c>12h</c> or <c>30m</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>Only runs of this environment; null is the workspace's default.</summary>
    public string? Environment { get; init; }

    /// <summary>Only runs of this tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only runs of this task.</summary>
    public string? TaskId { get; init; }
}
