using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the promoted releases by agent and environment.</summary>
[Cmdlet(VerbsCommon.Get, "FleetPromotion")]
[OutputType(typeof(FleetPromotion))]
public sealed class GetFleetPromotionCommand : FleetConnectionCmdlet
{
    /// <summary>Gets only those of this agent.</summary>
    [Parameter(Position = 0)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>Gets only those in this environment.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(AgentId, () => WriteAll(token => Client.Promotions.ListAsync(token)
        .Where(promotion => (AgentId is null || promotion.AgentId == AgentId) && (Environment is null || promotion.Environment == Environment))));
}
