using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists the resources inside instances.</summary>
[Cmdlet(VerbsCommon.Get, "FleetResource")]
[OutputType(typeof(FleetResource))]
public sealed class GetFleetResourceCommand : FleetManagerCmdlet
{
    private FanOut<InstanceManagerClient, FleetResource[]>? _reads;

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>Includes the tables of the databases.</summary>
    [Parameter]
    public SwitchParameter IncludeTable { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            DoOrFailItem(id, () =>
            {
                _reads ??= BeginWork<InstanceManagerClient, FleetResource[]>(
                    ReadAsync, manager => manager.InstanceId, inOrder: true, written: (_, found) => WriteObject(found, enumerateCollection: true));
                _reads.Add(Manager(id));
            });
        }
    }

    private async Task<FleetResource[]> ReadAsync(InstanceManagerClient manager, CancellationToken token)
    {
        FleetResource[] resources = await manager.ListResourcesAsync(token).ConfigureAwait(false);
        for (int i = 0; IncludeTable && i < resources.Length; i++)
        {
            if (resources[i].IsDatabase)
            {
                resources[i] = resources[i] with { Tables = await manager.DescribeAsync(resources[i].Name, token).ConfigureAwait(false) };
            }
        }

        return resources;
    }
}
