using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Exports the run events of a release to a file, one JSON object per line.</summary>
[Cmdlet(VerbsData.Export, "FleetRunEvent", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportFleetRunEventCommand : FleetRunEventQueryCmdlet
{
    /// <summary>The release whose run events to export.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? ReleaseId { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Resumes an interrupted export from the draft that it left beside the file.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    // The file that a stop or a failure may leave unfinished.
    private string? _unfinished;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        RequireNew(path, LiteralPath, Force);
        if (!ShouldProcess(LiteralPath, $"Export the run events of {ReleaseId}"))
        {
            return;
        }

        _unfinished = path;
        DoOrFailFile(LiteralPath, () =>
        {
            long count = Await(token => Client.Evidence.ExportAsync(QueryFor(ReleaseId!), path, Force, Resume, token));
            _unfinished = null;
            WriteVerbose($"'{LiteralPath}' contains {count} run events.");
        });
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        if (_unfinished is not null && EvidenceClient.FindDraft(_unfinished) is { } draft)
        {
            TellHost($"The export is incomplete. The events received so far are in '{draft}'; use -Resume to continue from there.");
        }
    }
}
