namespace Fleet;

/// <summary>The metrics of a comparison of releases. Each delta is the candidate's value minus the baseline's.</summary>
public sealed record FleetDiffMetrics
{
    /// <summary>The average cost of a baseline run, in US dollars.</summary>
    public double BaselineCostPerRunUsd { get; init; }

    /// <summary>The average cost of a candidate run, in US dollars.</summary>
    public double CandidateCostPerRunUsd { get; init; }

    /// <summary>The difference in cost, in US dollars.</summary>
    public double DeltaCostPerRunUsd { get; init; }

    /// <summary>The difference in cost as a fraction of the baseline's: -0.25 is a quarter less. Null when the baseline costs nothing.</summary>
    public double? DeltaCostPerRunPct { get; init; }

    /// <summary>The baseline's average latency, in milliseconds; null if no run reports one.</summary>
    public double? BaselineLatencyMsAvg { get; init; }

    /// <summary>The candidate's average latency, in milliseconds; null if no run reports one.</summary>
    public double? CandidateLatencyMsAvg { get; init; }

    /// <summary>The difference in latency, in milliseconds; null unless both are known.</summary>
    public double? DeltaLatencyMsAvg { get; init; }

    /// <summary>The share of failed runs of the baseline, from 0 to 1.</summary>
    public double BaselineErrorRate { get; init; }

    /// <summary>The share of failed runs of the candidate, from 0 to 1.</summary>
    public double CandidateErrorRate { get; init; }

    /// <summary>The difference in that share.</summary>
    public double DeltaErrorRate { get; init; }

    /// <summary>The cost of the candidate.</summary>
    /// <returns>The cost of a run in US dollars.</returns>
    public override string ToString() => CandidateCostPerRunUsd.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
