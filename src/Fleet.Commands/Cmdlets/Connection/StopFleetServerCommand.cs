using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Fleet.Commands;

/// <summary>Stops local servers and leaves the runspaces that used them disconnected. A server that has already ended is not an error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "FleetServer", SupportsShouldProcess = true)]
[OutputType(typeof(FleetServer))]
public sealed class StopFleetServerCommand : FleetCmdlet
{
    /// <summary>The server to stop; by default all that this runspace started.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetServer? Server { get; set; }

    /// <summary>Returns the stopped servers.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (Server is null)
        {
            foreach (LocalServer own in ServerStore.All.Where(server => server.RunspaceId == Runspace.DefaultRunspace.InstanceId))
            {
                // Servers that were stopped before are ignored unless they are named.
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
            new FleetNotFoundException($"This process did not start the server {Server.Uri} with the process id {Server.ProcessId}.")
            {
                ResourceType = "server",
                ResourceId = $"{Server.ProcessId}",
            },
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
