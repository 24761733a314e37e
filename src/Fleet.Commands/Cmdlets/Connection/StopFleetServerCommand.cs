using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Fleet.Commands;

/// <summary>Stops local servers and leaves the runspaces that used them disconnected. One that has ended already is fine.</summary>
[Cmdlet(VerbsLifecycle.Stop, "FleetServer", SupportsShouldProcess = true)]
[OutputType(typeof(FleetServer))]
public sealed class StopFleetServerCommand : FleetCmdlet
{
    /// <summary>The server to stop; all that this runspace started when it is not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetServer? Server { get; set; }

    /// <summary>Emits the servers that were stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (Server is null)
        {
            foreach (LocalServer own in ServerStore.All.Where(server => server.RunspaceId == Runspace.DefaultRunspace.InstanceId))
            {
                // Those that ended before are no longer this command's business when nobody names them.
                if (!own.IsStopped)
                {
                    Stop(own);
                }
            }

            return;
        }

        if (ServerStore.Find(Server) is { } known)
        {
            Stop(known);
            return;
        }

        FailItem(
            new FleetNotFoundException($"This process did not start the server {Server.Uri} with the process id {Server.ProcessId}.") { ResourceType = "server", ResourceId = $"{Server.ProcessId}" },
            Server);
    }

    private void Stop(LocalServer server)
    {
        if (!ShouldProcess($"{server.Uri} (process {server.ProcessId})", "Stop the local Fleet server"))
        {
            return;
        }

        if (ConnectionStore.Find(server) is { } connection)
        {
            ConnectionStore.Remove(connection);
        }

        Await(async _ =>
        {
            await server.StopAsync().ConfigureAwait(false);
            return true;
        });
        if (PassThru)
        {
            WriteObject(server.Snapshot());
        }
    }
}
