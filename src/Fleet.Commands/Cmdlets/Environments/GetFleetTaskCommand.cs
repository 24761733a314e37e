using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Loads tasks from the service, or from a file.</summary>
[Cmdlet(VerbsCommon.Get, "FleetTask", DefaultParameterSetName = ParameterSets.Query)]
[OutputType(typeof(FleetTask))]
public sealed class GetFleetTaskCommand : FleetTaskQueryCmdlet
{
    /// <summary>The file to read. Nothing is sent.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? LiteralPath { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (LiteralPath is not null)
        {
            WriteObject(FleetTaskFiles.Read(this, LiteralPath, FleetTaskFile.ReadAsync), enumerateCollection: true);
        }
        else
        {
            DoOrFailRecord(
                Key is [var single] ? single : Key,
                () => WriteAll(token => LoadAsync((exception, target) => Post(() => FailItem(exception, target)), token)));
        }
    }
}
