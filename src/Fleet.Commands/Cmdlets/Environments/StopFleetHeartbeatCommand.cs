using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Stops keeping instances alive in the background. Nothing is sent, and the instances stay as they are.</summary>
[Cmdlet(VerbsLifecycle.Stop, "FleetHeartbeat", DefaultParameterSetName = ParameterSets.Id, SupportsShouldProcess = true)]
[OutputType(typeof(FleetHeartbeatSender))]
public sealed class StopFleetHeartbeatCommand : FleetCmdlet
{
    /// <summary>The instances. One that is not being kept alive is ignored.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>All instances of a run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Run, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>Returns the stopped senders.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        IEnumerable<string> ids = RunId is null
            ? InstanceId
            : HeartbeatSenders.Find(sender => sender.RunId == RunId).Select(static sender => sender.InstanceId).Distinct();
        foreach (string id in ids)
        {
            if (ShouldProcess($"instance {id}", "Stop keeping alive"))
            {
                Stop(id);
            }
        }
    }

    private void Stop(string id)
    {
        IReadOnlyList<HeartbeatSender> stopped = HeartbeatSenders.Stop(id);
        if (stopped.Count == 0)
        {
            WriteVerbose($"Nothing keeps instance {id} alive.");
        }

        if (PassThru)
        {
            foreach (HeartbeatSender sender in stopped)
            {
                WriteObject(sender.Status);
            }
        }
    }
}
