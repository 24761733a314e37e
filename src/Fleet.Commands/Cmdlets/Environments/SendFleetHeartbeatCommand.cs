using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Sends heartbeats to report that instances are still in use.</summary>
[Cmdlet(VerbsCommunications.Send, "FleetHeartbeat", SupportsShouldProcess = true)]
[OutputType(typeof(FleetHeartbeat))]
public sealed class SendFleetHeartbeatCommand : FleetBulkCmdlet
{
    private FanOut<(string Id, string? Region), FleetHeartbeat>? _beats;

    /// <summary>The instances.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The region to name; a piped instance supplies its own, or none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? HeartbeatRegion { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            if (!ShouldProcess($"instance {id}", "Send heartbeat"))
            {
                continue;
            }

            FleetClient client = Client;
            _beats ??= BeginWork<(string Id, string? Region), FleetHeartbeat>(
                (beat, token) => client.Instances.SendHeartbeatAsync(beat.Id, beat.Region, token),
                beat => beat.Id,
                ThrottleLimit,
                failed: (exception, id) => FailItem(ErrorRecords.OfInstance(exception, id)));
            _beats.Add((id, string.IsNullOrWhiteSpace(HeartbeatRegion) ? null : HeartbeatRegion));
        }
    }
}
