using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Goes back to a release in an environment.</summary>
[Cmdlet(VerbsData.Restore, "FleetRelease", SupportsShouldProcess = true)]
[OutputType(typeof(FleetActionOutcome))]
public sealed class RestoreFleetReleaseCommand : FleetPromotionCallCmdlet
{
    /// <summary>Whether to go back although the policy says no; the ledger tells.</summary>
    [Parameter]
    public SwitchParameter Override { get; set; }

    private protected override string Action => Override ? "Roll back past the policy" : "Roll back";

    private protected override async Task<object> DoAsync(FleetPromotionCall call, CancellationToken cancellationToken) =>
        await Client.Promotions.RollBackAsync(call with { Override = Override }, cancellationToken).ConfigureAwait(false);
}
