using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Reads files of instances.</summary>
[Cmdlet(VerbsCommon.Get, "FleetFile", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(FleetFile))]
public sealed class GetFleetFileCommand : FleetManagerCmdlet
{
    private FanOut<(InstanceManagerClient Manager, string? Path), FleetFile[]>? _reads;

    /// <summary>The paths in the instance.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    public string[] Path { get; set; } = [];

    /// <summary>Gets the files that have changed since the instance started.</summary>
    [Parameter(ParameterSetName = ParameterSets.Changed, Mandatory = true)]
    public SwitchParameter Changed { get; set; }

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The part of the files to read.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path)]
    public FleetFileForm As { get; set; } = FleetFileForm.State;

    /// <summary>The most bytes of text or a document to read; 0 omits the content from the state.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path)]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxSize { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string?[] paths = Changed ? new string?[1] : Path;
        foreach (string id in InstanceId)
        {
            foreach (string? path in paths)
            {
                DoOrFailItem(path ?? id, () => Add(id, path));
            }
        }
    }

    private void Add(string id, string? path)
    {
        FleetFileForm form = As;
        _reads ??= BeginWork<(InstanceManagerClient Manager, string? Path), FleetFile[]>(
            async (item, token) => item.Path is null
                ? await item.Manager.Files.ListChangedAsync(token).ConfigureAwait(false)
                : [await item.Manager.Files.GetAsync(item.Path, form, MaxSize, token).ConfigureAwait(false)],
            item => item.Path ?? item.Manager.InstanceId,
            inOrder: true,
            written: (_, files) => WriteObject(files, enumerateCollection: true));
        _reads.Add((Manager(id), path));
    }
}
