using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Sets the whole policy for promotions: anything not given is not limited.</summary>
[Cmdlet(VerbsCommon.Set, "FleetPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(FleetPolicy))]
public sealed class SetFleetPolicyCommand : FleetLedgerEntryCmdlet
{
    /// <summary>The policy's id.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string PolicyId { get; set; } = "default";

    /// <summary>The highest average cost of a run, in US dollars.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? MaxCostPerRunUsd { get; set; }

    /// <summary>The highest average latency of a run, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MaxLatencyMs { get; set; }

    /// <summary>The highest share of failed runs, from 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? MaxErrorRate { get; set; }

    /// <summary>The fewest runs of the candidate for high confidence.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinCandidateRuns { get; set; }

    /// <summary>The fewest runs of the baseline for high confidence.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinBaselineRuns { get; set; }

    /// <summary>The fewest runs of either release for medium confidence.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? MinLowRuns { get; set; }

    /// <summary>Allows promotions without high confidence in the comparison.</summary>
    [Parameter]
    public SwitchParameter AllowLowConfidence { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"policy '{PolicyId}'", "Set"))
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
