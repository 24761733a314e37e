using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Exports the ledger with all run events to a file.</summary>
[Cmdlet(VerbsData.Export, "FleetLedger", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportFleetLedgerCommand : FleetConnectionCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        RequireNew(path, LiteralPath, Force);
        if (ShouldProcess(LiteralPath, "Export the ledger"))
        {
            DoOrFailFile(LiteralPath, () => Await(token => Client.Ledger.ExportAsync(path, Force, token)));
        }
    }
}
