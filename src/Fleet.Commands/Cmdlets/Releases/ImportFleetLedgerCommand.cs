using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Imports a ledger into an empty releases service.</summary>
[Cmdlet(VerbsData.Import, "FleetLedger", SupportsShouldProcess = true)]
[OutputType(typeof(FleetLedger))]
public sealed class ImportFleetLedgerCommand : FleetConnectionCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        if (ShouldProcess(LiteralPath, "Import the ledger"))
        {
            DoOrFailFile(LiteralPath, () => WriteObject(Await(token => Client.Ledger.ImportAsync(path, token))));
        }
    }
}
