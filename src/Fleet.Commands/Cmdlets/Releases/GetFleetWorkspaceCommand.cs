using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the settings of the releases service.</summary>
[Cmdlet(VerbsCommon.Get, "FleetWorkspace")]
[OutputType(typeof(FleetWorkspace))]
public sealed class GetFleetWorkspaceCommand : FleetConnectionCmdlet
{
    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(null, () => WriteObject(Await(Client.Workspace.GetAsync)));
}
