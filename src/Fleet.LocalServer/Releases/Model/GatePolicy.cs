using System.Globalization;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The conditions for a promotion. A null limit is off; a null minimum means the workspace's.</summary>
internal sealed record GatePolicy
{
    /// <summary>The policy until one is set.</summary>
    public static readonly GatePolicy Default = new();

    public string PolicyId { get; init; } = "default";

    public double? MaxCostPerRunUsd { get; init; }

    public long? MaxLatencyMs { get; init; }

    public double? MaxErrorRate { get; init; }

    public long? MinCandidateRuns { get; init; }

    public long? MinBaselineRuns { get; init; }

    public long? MinLowRuns { get; init; }

    public bool RequireHighDiffConfidence { get; init; } = true;

    /// <summary>Reads a policy.</summary>
    public static GatePolicy Read(JsonFields root) => new()
    {
        PolicyId = root.Text("policy_id", "default"),
        MaxCostPerRunUsd = root.AmountOrNull("max_cost_per_run_usd"),
        MaxLatencyMs = root.CountOrNull("max_latency_ms"),
        MaxErrorRate = root.AmountOrNull("max_error_rate", most: 1),
        MinCandidateRuns = root.CountOrNull("min_candidate_runs"),
        MinBaselineRuns = root.CountOrNull("min_baseline_runs"),
        MinLowRuns = root.CountOrNull("min_low_runs"),
        RequireHighDiffConfidence = root.Flag("require_high_diff_confidence", true),
    };

    /// <summary>Writes the policy.</summary>
    public void Write(JsonText json) => json.OpenObject()
        .Field("policy_id", PolicyId)
        .Field("max_cost_per_run_usd", MaxCostPerRunUsd)
        .Field("max_latency_ms", MaxLatencyMs)
        .Field("max_error_rate", MaxErrorRate)
        .Field("min_candidate_runs", MinCandidateRuns)
        .Field("min_baseline_runs", MinBaselineRuns)
        .Field("min_low_runs", MinLowRuns)
        .Field("require_high_diff_confidence", RequireHighDiffConfidence)
        .CloseObject();

    /// <summary>Checks a candidate against the policy.</summary>
    /// <returns>The reasons against it, in the order of the checks; empty if it passes.</returns>
    public IReadOnlyList<string> Evaluate(Rollup candidate, Confidence confidence)
    {
        List<string> reasons = [];
        if (MaxCostPerRunUsd is { } cost && candidate.CostPerRunUsd > cost)
        {
            reasons.Add($"candidate cost_per_run_usd {FloatText.Fixed(candidate.CostPerRunUsd, 6)} exceeds max {FloatText.Fixed(cost, 6)}");
        }

        if (MaxLatencyMs is { } latency && candidate.LatencyMsAverage > latency)
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture, $"candidate latency_ms_avg {FloatText.Fixed(candidate.LatencyMsAverage.Value, 2)} exceeds max {latency}"));
        }

        if (MaxErrorRate is { } rate && candidate.ErrorRate > rate)
        {
            reasons.Add($"candidate error_rate {FloatText.Fixed(candidate.ErrorRate, 4)} exceeds max {FloatText.Fixed(rate, 4)}");
        }

        if (RequireHighDiffConfidence && confidence.Label != Confidence.High)
        {
            string because = confidence.Reason is null ? "" : $" ({confidence.Reason})";
            reasons.Add($"diff confidence is {confidence.Label}{because}; promotion requires HIGH");
        }

        return reasons;
    }
}
