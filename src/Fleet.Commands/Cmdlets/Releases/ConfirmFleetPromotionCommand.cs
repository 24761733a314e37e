using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Confirms promotion requests.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "FleetPromotion", SupportsShouldProcess = true)]
[OutputType(typeof(FleetActionOutcome))]
public sealed class ConfirmFleetPromotionCommand : FleetPromotionResolveCmdlet
{
    private protected override string Action => "Confirm";

    private protected override async Task<object> DoAsync(string requestId, CancellationToken cancellationToken) =>
        await Client.Promotions.ConfirmAsync(requestId, Reason!, Actor, cancellationToken).ConfigureAwait(false);
}
