using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the account behind the credentials in use.</summary>
[Cmdlet(VerbsCommon.Get, "FleetAccount")]
[OutputType(typeof(FleetAccount))]
public sealed class GetFleetAccountCommand : FleetConnectionCmdlet
{
    protected override void ProcessRecord() => DoOrFail(Connection, () => WriteObject(Await(Client.Account.GetAsync)));
}
