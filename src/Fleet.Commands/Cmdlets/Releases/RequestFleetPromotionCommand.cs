using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Requests a promotion that someone else confirms.</summary>
[Cmdlet(VerbsLifecycle.Request, "FleetPromotion", SupportsShouldProcess = true)]
[OutputType(typeof(FleetPromotionRequest))]
public sealed class RequestFleetPromotionCommand : FleetPromotionCallCmdlet
{
    private protected override string Action => "Request promotion";

    private protected override async Task<object> DoAsync(FleetPromotionCall call, CancellationToken cancellationToken) =>
        await Client.Promotions.RequestAsync(call, cancellationToken).ConfigureAwait(false);
}
