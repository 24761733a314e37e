using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Resets the data of instances to their seed.</summary>
[Cmdlet(VerbsCommon.Reset, "FleetInstance", SupportsShouldProcess = true)]
[OutputType(typeof(FleetInstance))]
public sealed class ResetFleetInstanceCommand : FleetManagerCmdlet
{
    private FanOut<InstanceManagerClient, FleetInstance>? _resets;

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The seed for the environment's own random choices.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>The time to start at; a number is sent as is.</summary>
    [Parameter]
    [UnixTime]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>The most instances reset at once.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;

    /// <summary>Returns the instances.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            if (ShouldProcess($"instance {id}", "Reset"))
            {
                DoOrFailItem(id, () =>
                {
                    _resets ??= BeginWork<InstanceManagerClient, FleetInstance>(
                        ResetAsync, manager => manager.InstanceId, ThrottleLimit, written: (_, instance) => Emit(instance));
                    _resets.Add(Manager(id));
                });
            }
        }
    }

    private async Task<FleetInstance> ResetAsync(InstanceManagerClient manager, CancellationToken token)
    {
        await manager.ResetAsync(Seed, Timestamp?.ToUnixTimeSeconds(), token).ConfigureAwait(false);
        return await manager.GetInstanceAsync(token).ConfigureAwait(false);
    }

    private void Emit(FleetInstance instance)
    {
        if (PassThru)
        {
            WriteObject(instance);
        }
    }
}
