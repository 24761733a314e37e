using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Gets the events stored in sessions.</summary>
[Cmdlet(VerbsCommon.Get, "FleetSessionEvent")]
[OutputType(typeof(FleetSessionEvent))]
public sealed class GetFleetSessionEventCommand : FleetAgentsCmdlet
{
    /// <summary>The sessions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("SessionId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public string[] SessionId { get; set; } = [];

    /// <summary>Gets only events at or after this offset.</summary>
    [Parameter]
    public int? MinOffset { get; set; }

    /// <summary>Gets only events from this source.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Source { get; set; }

    /// <summary>Gets only events of this exchange.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? CorrelationId { get; set; }

    /// <summary>Gets only events of these types.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? Type { get; set; }

    /// <summary>Continues with new events until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        FleetSessionEventQuery query = new() { MinOffset = MinOffset, Source = Source, CorrelationId = CorrelationId, Types = Type };
        foreach (string id in SessionId)
        {
            DoOrFailItem(id, () => WriteAll(token =>
                Follow ? Client.Sessions.FollowEventsAsync(id, query, interval: null, token) : Client.Sessions.ListEventsAsync(id, query, token)));
        }
    }
}
