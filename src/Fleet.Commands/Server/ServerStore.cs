namespace Fleet.Commands;

/// <summary>The servers that this process started, ended ones included, in start order.</summary>
internal static class ServerStore
{
    private static readonly Lock s_lock = new();
    private static readonly List<LocalServer> s_servers = [];

    /// <summary>A copy of the list of all servers.</summary>
    public static IReadOnlyList<LocalServer> All
    {
        get
        {
            lock (s_lock)
            {
                return [.. s_servers];
            }
        }
    }

    public static void Add(LocalServer server)
    {
        lock (s_lock)
        {
            s_servers.Add(server);
        }
    }

    /// <summary>Finds the server behind a user's object; null if this process did not start it.</summary>
    public static LocalServer? Find(FleetServer server) => All.FirstOrDefault(known => known.Is(server));
}
