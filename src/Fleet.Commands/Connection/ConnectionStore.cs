using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Fleet.Commands;

/// <summary>
/// The connections of the process, by id, and the default of each runspace. Per runspace and weak, so that two runspaces can be
/// pointed at different services and a closed one leaves nothing behind.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConcurrentDictionary<string, ConnectionState> s_states = new();
    private static readonly ConditionalWeakTable<Runspace, RunspaceDefault> s_defaults = [];

    /// <summary>Finds the connection to use: the given one, the runspace's default, then the environment variables.</summary>
    /// <exception cref="FleetConnectionException">There is none, or the given one was closed.</exception>
    public static ConnectionState Resolve(FleetConnection? connection)
    {
        if (connection is not null)
        {
            return Find(connection)
                ?? throw new FleetConnectionException("The connection was closed, or was not made by Connect-Fleet or Start-FleetServer. Make a new one.");
        }

        return Implied ?? throw new FleetConnectionException(Current().Disconnected
            ? "This session is disconnected. Use Start-FleetServer for a local server or Connect-Fleet for a service."
            : "There is no connection. Use Start-FleetServer for a local server, Connect-Fleet for a service, or set FLEET_API_KEY and FLEET_BASE_URL.");
    }

    /// <summary>What a cmdlet without <c>-Connection</c> uses here: the runspace's default, then the environment variables; null when there is neither.</summary>
    /// <exception cref="FleetValidationException">An environment variable does not hold what it should.</exception>
    public static ConnectionState? Implied
    {
        get
        {
            RunspaceDefault current = Current();
            return current.State
                ?? (!current.Disconnected && EnvironmentConnection.TryGet(out ConnectionState? fromEnvironment) ? fromEnvironment : null);
        }
    }

    /// <summary>The default of the current runspace, if one was made.</summary>
    public static ConnectionState? Default => Current().State;

    /// <summary>All connections of the process, copied.</summary>
    public static IReadOnlyList<ConnectionState> All => [.. s_states.Values];

    /// <summary>The connection behind what the user holds; null when it was closed.</summary>
    public static ConnectionState? Find(FleetConnection connection) =>
        s_states.TryGetValue(connection.ConnectionId, out ConnectionState? known) ? known : EnvironmentConnection.Find(connection.ConnectionId);

    /// <summary>The connection that was made for a local server; null when it was closed.</summary>
    public static ConnectionState? Find(LocalServer server) => All.FirstOrDefault(state => ReferenceEquals(state.Server, server));

    /// <summary>Leaves the current runspace without a default, and without that of the environment variables.</summary>
    public static void Leave()
    {
        RunspaceDefault current = Current();
        current.State = null;
        current.Disconnected = true;
    }

    /// <summary>Keeps a connection; optionally as the default of the current runspace.</summary>
    public static void Add(ConnectionState state, bool asDefault)
    {
        s_states[state.Connection.ConnectionId] = state;
        if (asDefault)
        {
            RunspaceDefault current = Current();
            current.State = state;
            current.Disconnected = false;
        }
    }

    /// <summary>Closes a connection. A runspace whose default it was is left disconnected: it must not fall back to the hosted service by itself.</summary>
    /// <returns>How many instances are no longer kept alive, because it was over this connection.</returns>
    public static int Remove(ConnectionState state)
    {
        if (!s_states.TryRemove(state.Connection.ConnectionId, out _))
        {
            // That of the environment variables belongs to all runspaces, and there is nothing to close twice.
            return 0;
        }

        foreach ((_, RunspaceDefault entry) in s_defaults)
        {
            if (ReferenceEquals(entry.State, state))
            {
                entry.State = null;
                entry.Disconnected = true;
            }
        }

        int silenced = HeartbeatSenders.StopAll(sender => sender.ConnectionId == state.Connection.ConnectionId).Count;
        state.Dispose();
        return silenced;
    }

    private static RunspaceDefault Current() => s_defaults.GetOrCreateValue(
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("Fleet's cmdlets run in a PowerShell runspace."));

    private sealed class RunspaceDefault
    {
        public ConnectionState? State { get; set; }

        public bool Disconnected { get; set; }
    }
}
