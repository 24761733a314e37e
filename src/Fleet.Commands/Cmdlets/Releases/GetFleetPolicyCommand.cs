using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the policy for promotions.</summary>
[Cmdlet(VerbsCommon.Get, "FleetPolicy")]
[OutputType(typeof(FleetPolicy))]
public sealed class GetFleetPolicyCommand : FleetConnectionCmdlet
{
    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(null, () => WriteObject(Await(token => Client.Workspace.GetPolicyAsync(token))));
}
