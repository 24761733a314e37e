using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Fleet.Commands;

/// <summary>
/// The connections of the process, by id, and the default of each runspace. Defaults are per runspace and weakly referenced, so that two runspaces can
/// use different services and a closed one leaves nothing behind.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConcurrentDictionary<string, ConnectionState> s_states = new();
    private static readonly ConditionalWeakTable<Runspace, RunspaceDefault> s_defaults = [];

    /// <summary>Finds the connection to use: the given one, the runspace's default, or that of the environment variables.</summary>
    /// <exception cref="FleetConnectionException">There is none, or the given one was closed.</exception>
    public static ConnectionState Resolve(FleetConnection? connection)
    {
        if (connection is not null)
        {
            return Find(connection)
                ?? throw new FleetConnectionException("The connection was closed, or was not created by Connect-Fleet or Start-FleetServer. Create a new one.");
        }

        return Implied ?? throw new FleetConnectionException(Current().Disconnected
            ? "This session is disconnected. Use Start-FleetServer for a local server or Connect-Fleet for a service."
            : "There is no connection. Use Start-FleetServer for a local server, Connect-Fleet for a service, or set FLEET_API_KEY and FLEET_BASE_URL.");
    }

    /// <summary>The connection used without <c>-Connection</c>: the runspace's default, then the environment variables; null if there is neither.</summary>
    /// <exception cref="FleetValidationException">An environment variable has an invalid value.</exception>
    public static ConnectionState? Implied
    {
        get
        {
            RunspaceDefault current = Current();
            return current.State
                ?? (!current.Disconnected && EnvironmentConnection.TryGet(out ConnectionState? fromEnvironment) ? fromEnvironment : null);
        }
    }

    /// <summary>The default connection of the current runspace, if there is one.</summary>
    public static ConnectionState? Default => Current().State;

    /// <summary>A copy of the list of all connections of the process.</summary>
    public static IReadOnlyList<ConnectionState> All => [.. s_states.Values];

    /// <summary>Finds the connection behind a user's object; null if it was closed.</summary>
    public static ConnectionState? Find(FleetConnection connection) =>
        s_states.TryGetValue(connection.ConnectionId, out ConnectionState? known) ? known : EnvironmentConnection.Find(connection.ConnectionId);

    /// <summary>Finds the connection to a local server; null if it was closed.</summary>
    public static ConnectionState? Find(LocalServer server) => All.FirstOrDefault(state => ReferenceEquals(state.Server, server));

    /// <summary>Leaves the current runspace without any default connection, including that of the environment variables.</summary>
    public static void Leave()
    {
        RunspaceDefault current = Current();
        current.State = null;
        current.Disconnected = true;
    }

    /// <summary>Stores a connection, optionally as the default of the current runspace.</summary>
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

    /// <summary>
    /// Closes a connection. Runspaces that had it as their default become disconnected: they must not silently fall back to the hosted service.
    /// </summary>
    /// <returns>The number of instances that were kept alive over this connection and no longer are.</returns>
    public static int Remove(ConnectionState state)
    {
        if (!s_states.TryRemove(state.Connection.ConnectionId, out _))
        {
            // The connection of the environment variables belongs to all runspaces, and others may already be closed.
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
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("Fleet's cmdlets must run in a PowerShell runspace."));

    private sealed class RunspaceDefault
    {
        public ConnectionState? State { get; set; }

        public bool Disconnected { get; set; }
    }
}
