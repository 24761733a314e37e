using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Creates tasks on the service, from a file or from the pipeline.</summary>
[Cmdlet(VerbsData.Import, "FleetTask", DefaultParameterSetName = ParameterSets.File, SupportsShouldProcess = true)]
[OutputType(typeof(FleetTask))]
public sealed class ImportFleetTaskCommand : FleetBulkCmdlet
{
    private FanOut<FleetTask, FleetTask>? _imports;

    /// <summary>The file. All of it is checked before anything is sent.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? LiteralPath { get; set; }

    /// <summary>The tasks.</summary>
    [Parameter(ParameterSetName = ParameterSets.Task, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetTask? Task { get; set; }

    /// <summary>The project to create the tasks in.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ProjectKey { get; set; }

    /// <summary>Returns the tasks as stored by the service.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (FleetTask task in Task is null ? FleetTaskFiles.Read(this, LiteralPath!, FleetTaskFile.ReadForImportAsync) : [Task])
        {
            if (ShouldProcess($"task {task}", ProjectKey is null ? "Create" : $"Create in project {ProjectKey}"))
            {
                DoOrFailItem(task, () => Import(PlainValues.Of(task)));
            }
        }
    }

    private void Import(FleetTask task)
    {
        FleetClient client = Client;
        _imports ??= BeginWork<FleetTask, FleetTask>(
            (item, token) => client.Tasks.ImportAsync(item, ProjectKey, token),
            item => item.Key,
            ThrottleLimit,
            written: (_, kept) =>
            {
                if (PassThru)
                {
                    WriteObject(kept);
                }
            });
        _imports.Add(task);
    }
}
