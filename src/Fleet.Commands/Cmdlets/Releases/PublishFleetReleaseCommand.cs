using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Promotes a release in an environment if it passes the policy.</summary>
[Cmdlet(VerbsData.Publish, "FleetRelease", SupportsShouldProcess = true)]
[OutputType(typeof(FleetActionOutcome))]
public sealed class PublishFleetReleaseCommand : FleetPromotionCallCmdlet
{
    private protected override string Action => "Promote";

    private protected override async Task<object> DoAsync(FleetPromotionCall call, CancellationToken cancellationToken) =>
        await Client.Promotions.PromoteAsync(call, cancellationToken).ConfigureAwait(false);
}
