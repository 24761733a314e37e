namespace Fleet;

/// <summary>What a release must fulfil to be promoted.</summary>
public sealed record FleetPolicy
{
    /// <summary>The policy's id.</summary>
    public string PolicyId { get; init; } = "default";

    /// <summary>What a run may cost on average, in US dollars; null is no limit.</summary>
    public double? MaxCostPerRunUsd { get; init; }

    /// <summary>How long a run may take on average, in milliseconds; null is no limit.</summary>
    public long? MaxLatencyMs { get; init; }

    /// <summary>The share of runs that may fail, 0 to 1; null is no limit.</summary>
    public double? MaxErrorRate { get; init; }

    /// <summary>How many runs of the candidate it takes; null is what the workspace says.</summary>
    public long? MinCandidateRuns { get; init; }

    /// <summary>How many runs of the baseline it takes; null is what the workspace says.</summary>
    public long? MinBaselineRuns { get; init; }

    /// <summary>How many runs of a side it takes for a middling confidence; null is what the workspace says.</summary>
    public long? MinLowRuns { get; init; }

    /// <summary>Whether a promotion needs a high confidence in the comparison.</summary>
    public bool RequireHighDiffConfidence { get; init; } = true;

    /// <summary>The policy's id.</summary>
    /// <returns><see cref="PolicyId"/>.</returns>
    public override string ToString() => PolicyId;
}
