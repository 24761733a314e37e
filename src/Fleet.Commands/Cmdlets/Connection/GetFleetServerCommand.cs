using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the local servers that this process started, with their current state.</summary>
[Cmdlet(VerbsCommon.Get, "FleetServer")]
[OutputType(typeof(FleetServer))]
public sealed class GetFleetServerCommand : FleetCmdlet
{
    protected override void ProcessRecord() =>
        WriteObject(ServerStore.All.Select(server => server.Snapshot()), enumerateCollection: true);
}
