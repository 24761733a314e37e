using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists the events that sessions keep.</summary>
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

    /// <summary>Only events at this place or after it.</summary>
    [Parameter]
    public int? MinOffset { get; set; }

    /// <summary>Only events of this source.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Source { get; set; }

    /// <summary>Only events of this exchange.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? CorrelationId { get; set; }

    /// <summary>Only events of these types.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? Type { get; set; }

    /// <summary>Goes on with new events until it is stopped.</summary>
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
