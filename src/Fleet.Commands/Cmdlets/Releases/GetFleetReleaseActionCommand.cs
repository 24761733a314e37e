using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets promotions and rollbacks from the ledger, newest first, blocked ones included.</summary>
[Cmdlet(VerbsCommon.Get, "FleetReleaseAction")]
[OutputType(typeof(FleetReleaseAction))]
public sealed class GetFleetReleaseActionCommand : FleetConnectionCmdlet
{
    // The service's own maximum.
    private const int All = 500;

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

    /// <summary>The most items to get.</summary>
    [Parameter]
    [ValidateRange(1L, 500L)]
    public long? First { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() =>
        DoOrFail(AgentId, () => WriteAll(token => Client.Promotions.ListActionsAsync(AgentId, Environment, (int)(First ?? All), token)));
}
