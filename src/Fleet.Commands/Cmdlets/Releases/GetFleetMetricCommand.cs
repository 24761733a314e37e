using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the counters of the releases service.</summary>
[Cmdlet(VerbsCommon.Get, "FleetMetric")]
[OutputType(typeof(FleetMetric))]
public sealed class GetFleetMetricCommand : FleetConnectionCmdlet
{
    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(null, () => WriteObject(Await(Client.Workspace.GetMetricsAsync)));
}
