namespace Fleet.Client;

/// <summary>Which releases are compared, and over which evidence. Null means any; an empty text is refused.</summary>
public sealed record FleetReleaseComparison
{
    /// <summary>The release that is compared with.</summary>
    public string BaselineReleaseId { get; init; } = "";

    /// <summary>The release in question.</summary>
    public string CandidateReleaseId { get; init; } = "";

    /// <summary>How far back, for example <c>7d</c>, <c>12h</c> or <c>30m</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>Only runs of this environment; null is the workspace's default one.</summary>
    public string? Environment { get; init; }

    /// <summary>Only runs of this tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only runs of this task.</summary>
    public string? TaskId { get; init; }
}
