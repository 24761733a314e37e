namespace Fleet;

/// <summary>The conditions a release must meet to be promoted.</summary>
public sealed record FleetPolicy
{
    /// <summary>The policy's id.</summary>
    public string PolicyId { get; init; } = "default";

    /// <summary>The highest average cost of a run, in US dollars; null for no limit.</summary>
    public double? MaxCostPerRunUsd { get; init; }

    /// <summary>The highest average latency of a run, in milliseconds; null for no limit.</summary>
    public long? MaxLatencyMs { get; init; }

    /// <summary>The highest share of failed runs, from 0 to 1; null for no limit.</summary>
    public double? MaxErrorRate { get; init; }

    /// <summary>The fewest runs of the candidate for high confidence; null for the workspace's setting.</summary>
    public long? MinCandidateRuns { get; init; }

    /// <summary>The fewest runs of the baseline for high confidence; null for the workspace's setting.</summary>
    public long? MinBaselineRuns { get; init; }

    /// <summary>The fewest runs of either release for medium confidence; null for the workspace's setting.</summary>
    public long? MinLowRuns { get; init; }

    /// <summary>True if a promotion requires high confidence in the comparison.</summary>
    public bool RequireHighDiffConfidence { get; init; } = true;

    /// <summary>The policy's id.</summary>
    /// <returns><see cref="PolicyId"/>.</returns>
    public override string ToString() => PolicyId;
}
