using System.Globalization;

namespace Fleet;

/// <summary>Two releases side by side, over the evidence of a window.</summary>
public sealed record FleetReleaseDiff
{
    /// <summary>The release that is compared with.</summary>
    public string BaselineReleaseId { get; init; } = "";

    /// <summary>The release in question.</summary>
    public string CandidateReleaseId { get; init; } = "";

    /// <summary>The window, for example <c>7d</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>Where the window begins.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Where the window ends.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The environment whose runs were looked at.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The tenant whose runs were looked at; null is all.</summary>
    public string? TenantId { get; init; }

    /// <summary>The task whose runs were looked at; null is all.</summary>
    public string? TaskId { get; init; }

    /// <summary>The prices the runs were charged with.</summary>
    public FleetDiffPricing Pricing { get; init; } = new();

    /// <summary>How many runs there were, and what they are good for.</summary>
    public FleetDiffSamples Samples { get; init; } = new();

    /// <summary>The numbers.</summary>
    public FleetDiffMetrics Metrics { get; init; } = new();

    /// <summary>What the policy says of the candidate.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>Whether the policy would let the candidate be promoted.</summary>
    public bool Passed => Policy.Passed;

    /// <summary>How much the numbers can be trusted: <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>.</summary>
    public string Confidence => Samples.Confidence;

    /// <summary>What the policy has against the candidate.</summary>
    public string[] Reasons => Policy.Reasons;

    /// <summary>The runs that are still missing for high confidence, for example <c>candidate: 312 of 500 runs</c>.</summary>
    public string[] Missing => Samples.Missing;

    /// <summary>The cost of a run, before and after, for people to read.</summary>
    public string Cost => string.Create(
        CultureInfo.InvariantCulture, $"{Metrics.BaselineCostPerRunUsd:0.######} -> {Metrics.CandidateCostPerRunUsd:0.######} USD a run{Percent(Metrics.DeltaCostPerRunPct)}");

    /// <summary>The average time of a run, before and after, for people to read.</summary>
    public string Latency => $"{Milliseconds(Metrics.BaselineLatencyMsAvg)} -> {Milliseconds(Metrics.CandidateLatencyMsAvg)}";

    /// <summary>The share of runs that failed, before and after, for people to read.</summary>
    public string Errors => string.Create(
        CultureInfo.InvariantCulture, $"{Metrics.BaselineErrorRate * 100:0.##} % -> {Metrics.CandidateErrorRate * 100:0.##} %");

    /// <summary>The runs of both sides, for people to read.</summary>
    public string Runs => string.Create(CultureInfo.InvariantCulture, $"{Samples.BaselineRuns} -> {Samples.CandidateRuns}");

    /// <summary>Both releases.</summary>
    /// <returns>For example <c>rel_1..rel_2</c>.</returns>
    public override string ToString() => $"{BaselineReleaseId}..{CandidateReleaseId}";

    private static string Percent(double? fraction) => fraction is { } value ? string.Create(CultureInfo.InvariantCulture, $" ({value * 100:+0.#;-0.#;0} %)") : "";

    private static string Milliseconds(double? value) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.##} ms") : "unknown";
}
