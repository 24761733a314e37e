using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Reads what the releases service counts.</summary>
[Cmdlet(VerbsCommon.Get, "FleetMetric")]
[OutputType(typeof(FleetMetric))]
public sealed class GetFleetMetricCommand : FleetConnectionCmdlet
{
    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(null, () => WriteObject(Await(Client.Workspace.GetMetricsAsync)));
}
