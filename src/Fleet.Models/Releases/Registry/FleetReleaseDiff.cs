using System.Globalization;

namespace Fleet;

/// <summary>Two releases side by side, over the evidence of a window.</summary>
public sealed record FleetReleaseDiff
{
    /// <summary>The release to compare with.</summary>
    public string BaselineReleaseId { get; init; } = "";

    /// <summary>The release under consideration.</summary>
    public string CandidateReleaseId { get; init; } = "";

    /// <summary>The window, for example <c>7d</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>The start of the window.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The end of the window.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The environment whose runs were compared.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The tenant whose runs were compared; null for all.</summary>
    public string? TenantId { get; init; }

    /// <summary>The task whose runs were compared; null for all.</summary>
    public string? TaskId { get; init; }

    /// <summary>The prices that the runs were charged at.</summary>
    public FleetDiffPricing Pricing { get; init; } = new();

    /// <summary>The number of runs, and the confidence they allow.</summary>
    public FleetDiffSamples Samples { get; init; } = new();

    /// <summary>The metrics.</summary>
    public FleetDiffMetrics Metrics { get; init; } = new();

    /// <summary>The policy's verdict on the candidate.</summary>
    public FleetPolicyResult Policy { get; init; } = new();

    /// <summary>True if the policy would allow the candidate to be promoted.</summary>
    public bool Passed => Policy.Passed;

    /// <summary>The confidence in the numbers: <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>.</summary>
    public string Confidence => Samples.Confidence;

    /// <summary>The policy's objections to the candidate.</summary>
    public string[] Reasons => Policy.Reasons;

    /// <summary>The runs still missing for high confidence, for example <c>candidate: 312 of 500 runs</c>.</summary>
    public string[] Missing => Samples.Missing;

    /// <summary>The cost of a run, before and after, formatted for display.</summary>
    public string Cost => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metrics.BaselineCostPerRunUsd:0.######} -> {Metrics.CandidateCostPerRunUsd:0.######} USD a run{Percent(Metrics.DeltaCostPerRunPct)}");

    /// <summary>The average latency of a run, before and after, formatted for display.</summary>
    public string Latency => $"{Milliseconds(Metrics.BaselineLatencyMsAvg)} -> {Milliseconds(Metrics.CandidateLatencyMsAvg)}";

    /// <summary>The share of failed runs, before and after, formatted for display.</summary>
    public string Errors => string.Create(
        CultureInfo.InvariantCulture, $"{Metrics.BaselineErrorRate * 100:0.##} % -> {Metrics.CandidateErrorRate * 100:0.##} %");

    /// <summary>The number of runs of both releases, formatted for display.</summary>
    public string Runs => string.Create(CultureInfo.InvariantCulture, $"{Samples.BaselineRuns} -> {Samples.CandidateRuns}");

    /// <summary>Both releases.</summary>
    /// <returns>For example <c>rel_1..rel_2</c>.</returns>
    public override string ToString() => $"{BaselineReleaseId}..{CandidateReleaseId}";

    private static string Percent(double? fraction) =>
        fraction is { } value ? string.Create(CultureInfo.InvariantCulture, $" ({value * 100:+0.#;-0.#;0} %)") : "";

    private static string Milliseconds(double? value) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.##} ms") : "unknown";
}
