using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Sets the policy that guards promotions, as a whole: what is not given is no limit.</summary>
[Cmdlet(VerbsCommon.Set, "FleetPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(FleetPolicy))]
public sealed class SetFleetPolicyCommand : FleetLedgerEntryCmdlet
{
    /// <summary>The policy's id.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string PolicyId { get; set; } = "default";

    /// <summary>What a run may cost on average, in US dollars.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? MaxCostPerRunUsd { get; set; }

    /// <summary>How long a run may take on average, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxLatencyMs { get; set; }

    /// <summary>The share of runs that may fail, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? MaxErrorRate { get; set; }

    /// <summary>How many runs of the candidate it takes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinCandidateRuns { get; set; }

    /// <summary>How many runs of the baseline it takes.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinBaselineRuns { get; set; }

    /// <summary>How many runs of a side it takes for a middling confidence.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinLowRuns { get; set; }

    /// <summary>Whether a promotion passes without a high confidence in the comparison.</summary>
    [Parameter]
    public SwitchParameter AllowLowConfidence { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"the policy '{PolicyId}'", "Set"))
        {
            return;
        }

        FleetPolicy policy = new()
        {
            PolicyId = PolicyId,
            MaxCostPerRunUsd = MaxCostPerRunUsd,
            MaxLatencyMs = MaxLatencyMs,
            MaxErrorRate = MaxErrorRate,
            MinCandidateRuns = MinCandidateRuns,
            MinBaselineRuns = MinBaselineRuns,
            MinLowRuns = MinLowRuns,
            RequireHighDiffConfidence = !AllowLowConfidence,
        };
        DoOrFail(PolicyId, () => WriteObject(Await(token => Client.Workspace.SetPolicyAsync(policy, Reason!, Actor, token))));
    }
}
