using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Compares files with those registered as a release.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetRelease")]
[OutputType(typeof(FleetReleaseCheck), typeof(bool))]
public sealed class TestFleetReleaseCommand : FleetConnectionCmdlet
{
    private int _tested;
    private int _failed;

    /// <summary>The releases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>The folder with the files.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Returns one bool instead: true if all of them match.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        foreach (string id in ReleaseId)
        {
            _tested++;
            _failed++;
            DoOrFailItem(id, () => Test(id, path));
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_tested > 0 && _failed == 0);
        }
    }

    private void Test(string id, string path)
    {
        try
        {
            FleetReleaseCheck check = Await(token => Client.Releases.VerifyAsync(id, path, token));
            _failed -= check.Matches ? 1 : 0;
            if (!Quiet)
            {
                WriteObject(check with { LiteralPath = LiteralPath });
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FailCommand(exception, LiteralPath);
        }
    }
}
