using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the regions that instances can run in.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRegion")]
[OutputType(typeof(FleetRegion))]
public sealed class GetFleetRegionCommand : FleetConnectionCmdlet
{
    protected override void ProcessRecord() => DoOrFail(Connection, () => WriteAll(Client.Environments.ListRegionsAsync));
}
