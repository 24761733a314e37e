using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Closes instances: individual ones, those of a run, or those of a profile.</summary>
[Cmdlet(VerbsCommon.Remove, "FleetInstance", DefaultParameterSetName = ParameterSets.Id, SupportsShouldProcess = true)]
[OutputType(typeof(FleetInstance))]
public sealed class RemoveFleetInstanceCommand : FleetBulkCmdlet
{
    private const string Action = "Close";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private FanOut<string, FleetInstance>? _closings;

    /// <summary>The instances to close.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The run to close; with a profile, only that profile's instances.</summary>
    [Parameter(ParameterSetName = ParameterSets.Run, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ParameterSets.Profile)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>The profile whose instances to close; <c>self</c> is the caller. Never piped, since instances and runs have one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Profile, Mandatory = true)]
    [ValidateNotBlank]
    public string? ProfileId { get; set; }

    /// <summary>Returns the closed instances.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Id)
        {
            foreach (string id in InstanceId)
            {
                CloseOne(id);
            }
        }
        else
        {
            DoOrFailRecord(RunId ?? ProfileId, CloseGroup);
        }
    }

    private void CloseOne(string id)
    {
        if (!_seen.Add(id) || !ShouldProcess($"instance {id}", Action))
        {
            return;
        }

        FleetClient client = Client;
        _closings ??= BeginWork<string, FleetInstance>(
            (key, token) => CloseAsync(client, key, token), limit: ThrottleLimit, written: (_, closed) => Emit(closed));
        _closings.Add(id);
    }

    private void CloseGroup()
    {
        FleetInstanceQuery query = new() { RunId = RunId, ProfileId = ProfileId };
        List<FleetInstance> found = Await(token => FleetInstances.CollectAsync(Client, query, token));
        string group = string.Join(" of ", new[] { RunId is null ? null : $"run {RunId}", ProfileId is null ? null : $"profile {ProfileId}" }.OfType<string>());
        if (found.Count == 0)
        {
            WriteVerbose($"No live instances of {group}.");
            return;
        }

        if (!ShouldProcess(found.Count == 1 ? $"1 instance of {group}" : $"{found.Count} instances of {group}", Action))
        {
            return;
        }

        found.ForEach(static instance => HeartbeatSenders.Stop(instance.InstanceId));
        foreach (FleetInstance closed in Await(token => Client.Instances.CloseManyAsync(RunId, ProfileId, token)))
        {
            HeartbeatSenders.Stop(closed.InstanceId);
            Emit(closed);
        }
    }

    private void Emit(FleetInstance closed)
    {
        if (PassThru)
        {
            WriteObject(closed);
        }
    }

    private static Task<FleetInstance> CloseAsync(FleetClient client, string id, CancellationToken token)
    {
        // Before the request: a heartbeat in between would report a lost lease.
        HeartbeatSenders.Stop(id);
        return client.Instances.CloseAsync(id, token);
    }
}
