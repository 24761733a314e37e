using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Writes the run events of a release to a file, one JSON object a line.</summary>
[Cmdlet(VerbsData.Export, "FleetRunEvent", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportFleetRunEventCommand : FleetRunEventQueryCmdlet
{
    /// <summary>The release whose runs are wanted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? ReleaseId { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Whether a file that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether to go on from what an export that broke off left beside the file.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    // What a stop or a failure may leave half-done.
    private string? _unfinished;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        RequireNew(path, LiteralPath, Force);
        if (!ShouldProcess(LiteralPath, $"Write the run events of {ReleaseId}"))
        {
            return;
        }

        _unfinished = path;
        DoOrFailFile(LiteralPath, () =>
        {
            long count = Await(token => Client.Evidence.ExportAsync(QueryFor(ReleaseId!), path, Force, Resume, token));
            _unfinished = null;
            WriteVerbose($"'{LiteralPath}' holds {count} run events.");
        });
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        if (_unfinished is not null && EvidenceClient.FindDraft(_unfinished) is { } draft)
        {
            TellHost($"The export is not complete. What has arrived is in '{draft}'; with -Resume it goes on from there.");
        }
    }
}
