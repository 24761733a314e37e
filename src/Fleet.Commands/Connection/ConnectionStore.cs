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
    private static readonly ConditionalWeakTable<Runspace, Default> s_defaults = [];

    /// <summary>Finds the connection to use: the given one, the runspace's default, then the environment variables.</summary>
    /// <exception cref="FleetConnectionException">There is none, or the given one was closed.</exception>
    public static ConnectionState Resolve(FleetConnection? connection)
    {
        if (connection is not null)
        {
            return s_states.TryGetValue(connection.ConnectionId, out ConnectionState? known)
                ? known
                : throw new FleetConnectionException("The connection was closed, or was not made by Connect-Fleet or Start-FleetServer. Make a new one.");
        }

        Default current = Current();
        if (current.State is { } state)
        {
            return state;
        }

        if (!current.Disconnected && EnvironmentConnection.TryGet(out ConnectionState? fromEnvironment))
        {
            return fromEnvironment;
        }

        throw new FleetConnectionException(current.Disconnected
            ? "This session is disconnected. Use Start-FleetServer for a local server or Connect-Fleet for a service."
            : "There is no connection. Use Start-FleetServer for a local server, Connect-Fleet for a service, or set FLEET_API_KEY and FLEET_BASE_URL.");
    }

    /// <summary>The default of the current runspace, if one was made.</summary>
    public static ConnectionState? DefaultState => Current().State;

    /// <summary>All connections of the process, copied.</summary>
    public static IReadOnlyList<ConnectionState> All => [.. s_states.Values];

    /// <summary>Keeps a connection; optionally as the default of the current runspace.</summary>
    public static void Add(ConnectionState state, bool asDefault)
    {
        s_states[state.Connection.ConnectionId] = state;
        if (asDefault)
        {
            Default current = Current();
            current.State = state;
            current.Disconnected = false;
        }
    }

    /// <summary>Closes a connection. A runspace whose default it was is left disconnected: it must not fall back to the hosted service by itself.</summary>
    public static void Remove(ConnectionState state)
    {
        s_states.TryRemove(state.Connection.ConnectionId, out _);
        foreach ((_, Default entry) in s_defaults)
        {
            if (ReferenceEquals(entry.State, state))
            {
                entry.State = null;
                entry.Disconnected = true;
            }
        }

        state.Dispose();
    }

    private static Default Current() => s_defaults.GetOrCreateValue(
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("Fleet's cmdlets run in a PowerShell runspace."));

    private sealed class Default
    {
        public ConnectionState? State { get; set; }

        public bool Disconnected { get; set; }
    }
}
