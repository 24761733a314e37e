using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Keeps instances alive in the background.</summary>
[Cmdlet(VerbsLifecycle.Start, "FleetHeartbeat", DefaultParameterSetName = ParameterSets.Id, SupportsShouldProcess = true)]
[OutputType(typeof(FleetHeartbeatSender))]
public sealed class StartFleetHeartbeatCommand : FleetConnectionCmdlet
{
    private FanOut<(string Id, string? Region), HeartbeatSender>? _starts;

    /// <summary>The instances.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The region to name in the heartbeats; a piped instance supplies its own, or none.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? HeartbeatRegion { get; set; }

    /// <summary>All live instances of a run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Run, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>The interval that the service expects; the instance's own by default.</summary>
    [Parameter]
    [Duration(HeartbeatDefaults.MinInterval, HeartbeatDefaults.MaxInterval)]
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>The time limit of the background sender.</summary>
    [Parameter]
    [Duration(1, int.MaxValue)]
    public TimeSpan? KeepAliveFor { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (RunId is not null)
        {
            DoOrFailRecord(RunId, StartRun);
            return;
        }

        foreach (string id in InstanceId)
        {
            if (ShouldStart(id))
            {
                FanOut<(string Id, string? Region), HeartbeatSender> starts = _starts ??= Begin();
                starts.Add((id, string.IsNullOrWhiteSpace(HeartbeatRegion) ? null : HeartbeatRegion));
            }
        }
    }

    private void StartRun()
    {
        foreach (FleetInstance instance in Await(token => FleetInstances.CollectAsync(Client, new FleetInstanceQuery { RunId = RunId }, token)))
        {
            if (ShouldStart(instance.InstanceId))
            {
                DoOrFailItem(instance, () => WriteObject(Start(instance, region: null, HeartbeatOwner.Current).Status));
            }
        }
    }

    private bool ShouldStart(string id) => ShouldProcess($"instance {id}", "Keep alive");

    private FanOut<(string Id, string? Region), HeartbeatSender> Begin()
    {
        FleetClient client = Client;
        HeartbeatOwner owner = HeartbeatOwner.Current;

        // The instance is read first: its interval sets the pace, and a wrong id is reported now rather than as a lost lease.
        return BeginWork<(string Id, string? Region), HeartbeatSender>(
            async (start, token) => Start(await client.Instances.GetAsync(start.Id, token).ConfigureAwait(false), start.Region, owner),
            start => start.Id,
            written: (_, sender) => WriteObject(sender.Status),
            failed: (exception, id) => FailItem(ErrorRecords.OfInstance(exception, id)));
    }

    private HeartbeatSender Start(FleetInstance instance, string? region, HeartbeatOwner owner)
    {
        if (instance.IsEnded)
        {
            string? reason = instance.TerminationReason is { Length: > 0 } why ? $" ({why})" : null;
            string message = $"Instance '{instance}' has ended{reason} and cannot be kept alive. Use New-FleetEnvironment to create a new one.";
            throw new FleetConflictException(message) { ResourceId = instance.InstanceId };
        }

        FleetKeepAliveOptions options = new()
        {
            Interval = HeartbeatInterval ?? instance.HeartbeatInterval,
            Region = region,
            For = KeepAliveFor ?? HeartbeatDefaults.KeepAliveFor,
        };
        return options.Interval is null
            ? throw new FleetValidationException(
                $"Instance '{instance}' was created without a heartbeat interval, so it needs no heartbeats. Specify -HeartbeatInterval to send them anyway.")
            : HeartbeatSenders.Start(State.Client, State.Connection.ConnectionId, owner, instance, options);
    }
}
