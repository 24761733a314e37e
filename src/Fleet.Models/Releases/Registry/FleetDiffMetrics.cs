namespace Fleet;

/// <summary>The numbers of a comparison of releases. Each delta is the candidate's number minus the baseline's.</summary>
public sealed record FleetDiffMetrics
{
    /// <summary>What a run of the baseline costs on average, in US dollars.</summary>
    public double BaselineCostPerRunUsd { get; init; }

    /// <summary>What a run of the candidate costs on average, in US dollars.</summary>
    public double CandidateCostPerRunUsd { get; init; }

    /// <summary>The difference in cost, in US dollars.</summary>
    public double DeltaCostPerRunUsd { get; init; }

    /// <summary>The difference in cost as a fraction of the baseline's: -0.25 is a quarter less. Null when the baseline costs nothing.</summary>
    public double? DeltaCostPerRunPct { get; init; }

    /// <summary>How long a run of the baseline takes on average, in milliseconds; null when no run says so.</summary>
    public double? BaselineLatencyMsAvg { get; init; }

    /// <summary>How long a run of the candidate takes on average, in milliseconds; null when no run says so.</summary>
    public double? CandidateLatencyMsAvg { get; init; }

    /// <summary>The difference in time, in milliseconds; null unless both are known.</summary>
    public double? DeltaLatencyMsAvg { get; init; }

    /// <summary>The share of the baseline's runs that failed: 0 to 1.</summary>
    public double BaselineErrorRate { get; init; }

    /// <summary>The share of the candidate's runs that failed: 0 to 1.</summary>
    public double CandidateErrorRate { get; init; }

    /// <summary>The difference in that share.</summary>
    public double DeltaErrorRate { get; init; }

    /// <summary>The cost of the candidate.</summary>
    /// <returns>The number of US dollars a run.</returns>
    public override string ToString() => CandidateCostPerRunUsd.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
