using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Compares instances with their seed, or two database files.</summary>
[Cmdlet(VerbsData.Compare, "FleetInstance", DefaultParameterSetName = ParameterSets.Id)]
[OutputType(typeof(FleetInstanceDiff))]
public sealed class CompareFleetInstanceCommand : FleetManagerCmdlet
{
    private FleetDiffOptions _options = new();
    private FanOut<InstanceManagerClient, FleetInstanceDiff>? _reads;

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The database file before the changes.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Seed { get; set; }

    /// <summary>The database file after the changes.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Current { get; set; }

    /// <summary>The tables to ignore.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreTable { get; set; }

    /// <summary>The fields to ignore, in every table or in one, as in <c>users.updated_at</c>.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreField { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _options = new FleetDiffOptions { IgnoreTables = IgnoreTable ?? [], IgnoreFields = IgnoreField ?? [] };
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (Seed is not null && Current is not null)
        {
            DoOrFail(Current, () => WriteObject(CompareFiles(Seed, Current, _options)));
            return;
        }

        foreach (string id in InstanceId)
        {
            DoOrFailItem(id, () =>
            {
                _reads ??= BeginWork<InstanceManagerClient, FleetInstanceDiff>(
                    (manager, token) => manager.CompareAsync(_options, token), manager => manager.InstanceId, inOrder: true);
                _reads.Add(Manager(id));
            });
        }
    }
}
