using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>Reads and writes policies.</summary>
internal static class PolicyWire
{
    private static readonly JsonFields s_policy = JsonFields.Of<PolicyField>();

    private enum PolicyField
    {
        PolicyId,
        MaxCostPerRunUsd,
        MaxLatencyMs,
        MaxErrorRate,
        MinCandidateRuns,
        MinBaselineRuns,
        MinLowRuns,
        RequireHighDiffConfidence,
    }

    public static FleetPolicy Policy(ref JsonCursor json)
    {
        FleetPolicy policy = new();
        string? id = null;
        int next = 0;
        while (json.Field(s_policy, ref next) is >= 0 and int field)
        {
            switch ((PolicyField)field)
            {
                case PolicyField.PolicyId:
                    id = json.Text();
                    break;
                case PolicyField.MaxCostPerRunUsd:
                    policy = policy with { MaxCostPerRunUsd = json.Number() };
                    break;
                case PolicyField.MaxLatencyMs:
                    policy = policy with { MaxLatencyMs = json.Int64() };
                    break;
                case PolicyField.MaxErrorRate:
                    policy = policy with { MaxErrorRate = json.Number() };
                    break;
                case PolicyField.MinCandidateRuns:
                    policy = policy with { MinCandidateRuns = json.Int64() };
                    break;
                case PolicyField.MinBaselineRuns:
                    policy = policy with { MinBaselineRuns = json.Int64() };
                    break;
                case PolicyField.MinLowRuns:
                    policy = policy with { MinLowRuns = json.Int64() };
                    break;
                case PolicyField.RequireHighDiffConfidence:
                    policy = policy with { RequireHighDiffConfidence = json.Bool() ?? true };
                    break;
            }
        }

        return policy with { PolicyId = json.Need(id, "policy_id") };
    }

    /// <summary>Returns all fields of a policy: an omitted one would become its default, so a limit could not be removed.</summary>
    public static OrderedDictionary<string, object?> Fields(FleetPolicy policy) => new()
    {
        ["policy_id"] = FleetCheck.Filled(policy.PolicyId, nameof(policy.PolicyId)),
        ["max_cost_per_run_usd"] = policy.MaxCostPerRunUsd,
        ["max_latency_ms"] = policy.MaxLatencyMs,
        ["max_error_rate"] = policy.MaxErrorRate,
        ["min_candidate_runs"] = policy.MinCandidateRuns,
        ["min_baseline_runs"] = policy.MinBaselineRuns,
        ["min_low_runs"] = policy.MinLowRuns,
        ["require_high_diff_confidence"] = policy.RequireHighDiffConfidence,
    };
}
