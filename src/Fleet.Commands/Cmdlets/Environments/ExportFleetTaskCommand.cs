using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Exports tasks to a file that Get-FleetTask and Import-FleetTask can read.</summary>
[Cmdlet(VerbsData.Export, "FleetTask", DefaultParameterSetName = ParameterSets.Query, SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportFleetTaskCommand : FleetTaskQueryCmdlet
{
    private readonly List<FleetTask> _tasks = [];
    private string _path = "";
    private int _missing;

    /// <summary>The tasks.</summary>
    [Parameter(ParameterSetName = ParameterSets.Task, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetTask? Task { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _path = ResolveFile(LiteralPath);
        RequireNew(_path, LiteralPath, Force);
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (Task is not null)
        {
            DoOrFail(Task, () => _tasks.Add(PlainValues.Of(Task)));
        }
        else
        {
            DoOrFail(Key is [var single] ? single : Key, () => Await(LoadAsync));
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (_missing > 0)
        {
            // The errors have been written; a file without these tasks would later look complete.
            FailCommand(
                new FleetValidationException($"'{LiteralPath}' was not written: {(_missing == 1 ? "1 task" : $"{_missing} tasks")} could not be loaded."),
                LiteralPath);
        }

        if (ShouldProcess(LiteralPath, _tasks.Count == 1 ? "Export 1 task" : $"Export {_tasks.Count} tasks"))
        {
            DoOrFailFile(LiteralPath, () => Await(token => FleetTaskFile.WriteAsync(_path, _tasks.ToAsyncEnumerable(), Force, token)));
        }
    }

    private async Task<int> LoadAsync(CancellationToken token)
    {
        int before = _tasks.Count;
        await foreach (FleetTask task in LoadAsync(Missing, token).ConfigureAwait(false))
        {
            _tasks.Add(task);
        }

        return _tasks.Count - before;
    }

    private void Missing(Exception exception, object? target) => Post(() =>
    {
        _missing++;
        FailItem(exception, target);
    });
}
