using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Closes a connection: the given one, or the runspace's default.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Fleet")]
[OutputType(typeof(void))]
public sealed class DisconnectFleetCommand : FleetCmdlet
{
    /// <summary>The connection to close; one that is already closed is not an error.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetConnection? Connection { get; set; }

    protected override void ProcessRecord()
    {
        // Without a default, this ends the connection of the environment variables: it is no longer used implicitly.
        ConnectionState? own = ConnectionStore.Default;
        ConnectionState? closing = Connection is null ? own : ConnectionStore.Find(Connection);
        if (closing is not null && ConnectionStore.Remove(closing) is > 0 and int silenced)
        {
            WriteWarning(silenced == 1
                ? "1 instance is no longer kept alive: its connection was closed."
                : $"{silenced} instances are no longer kept alive: their connection was closed.");
        }

        if (Connection is null || (own is null && closing?.Connection.Source == EnvironmentConnection.Source))
        {
            ConnectionStore.Leave();
        }
    }
}
