using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the connection that cmdlets use in this runspace, or all connections of the process.</summary>
[Cmdlet(VerbsCommon.Get, "FleetConnection")]
[OutputType(typeof(FleetConnection))]
public sealed class GetFleetConnectionCommand : FleetCmdlet
{
    /// <summary>Gets all open connections of the process.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    protected override void ProcessRecord()
    {
        ConnectionState? used = null;
        try
        {
            used = ConnectionStore.Implied;
        }
        catch (FleetException exception)
        {
            FailCommand(exception, null);
        }

        IEnumerable<ConnectionState> others = All ? ConnectionStore.All.Where(state => state != used) : [];
        if (used is not null)
        {
            WriteObject(used.Connection with { IsDefault = true });
        }

        WriteObject(others.Select(state => state.Connection), enumerateCollection: true);
    }
}
