using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Denies promotion requests.</summary>
[Cmdlet(VerbsLifecycle.Deny, "FleetPromotion", SupportsShouldProcess = true)]
[OutputType(typeof(FleetPromotionRequest))]
public sealed class DenyFleetPromotionCommand : FleetPromotionResolveCmdlet
{
    private protected override string Action => "Deny";

    private protected override async Task<object> DoAsync(string requestId, CancellationToken cancellationToken) =>
        await Client.Promotions.DenyAsync(requestId, Reason!, Actor, cancellationToken).ConfigureAwait(false);
}
