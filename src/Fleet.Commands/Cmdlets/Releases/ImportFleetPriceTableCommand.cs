using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Imports a price table.</summary>
[Cmdlet(VerbsData.Import, "FleetPriceTable", SupportsShouldProcess = true)]
[OutputType(typeof(FleetPriceTable))]
public sealed class ImportFleetPriceTableCommand : FleetSettingCmdlet
{
    /// <summary>The file with the table.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>Replaces a table of the same provider and version.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(LiteralPath, () =>
    {
        string text = ReadText(LiteralPath);
        if (ShouldProcess(LiteralPath, Force ? "Import price table, replacing an existing one" : "Import price table"))
        {
            WriteObject(Await(token => Client.Workspace.ImportPriceTableAsync(text, Reason!, Force, Actor, token)));
        }
    });
}
