using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Lists promotions and rollbacks as the ledger holds them, newest first, blocked ones too.</summary>
[Cmdlet(VerbsCommon.Get, "FleetReleaseAction")]
[OutputType(typeof(FleetReleaseAction))]
public sealed class GetFleetReleaseActionCommand : FleetConnectionCmdlet
{
    // The most that the service lists.
    private const int All = 500;

    /// <summary>Only those of this agent.</summary>
    [Parameter(Position = 0)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>Only those in this environment.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>No more than this many.</summary>
    [Parameter]
    [ValidateRange(1L, 500L)]
    public long? First { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() =>
        DoOrFail(AgentId, () => WriteAll(token => Client.Promotions.ListActionsAsync(AgentId, Environment, (int)(First ?? All), token)));
}
