using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Rolls back to a release in an environment.</summary>
[Cmdlet(VerbsData.Restore, "FleetRelease", SupportsShouldProcess = true)]
[OutputType(typeof(FleetActionOutcome))]
public sealed class RestoreFleetReleaseCommand : FleetPromotionCallCmdlet
{
    /// <summary>Rolls back even if the policy objects; the ledger records the override.</summary>
    [Parameter]
    public SwitchParameter Override { get; set; }

    private protected override string Action => Override ? "Roll back, overriding the policy" : "Roll back";

    private protected override async Task<object> DoAsync(FleetPromotionCall call, CancellationToken cancellationToken) =>
        await Client.Promotions.RollBackAsync(call with { Override = Override }, cancellationToken).ConfigureAwait(false);
}
