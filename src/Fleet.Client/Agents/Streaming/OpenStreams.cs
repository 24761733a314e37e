using System.Collections.Concurrent;

namespace Fleet.Client.Agents;

/// <summary>The open streams of this process. A second message to a session ends the work on the first, whose stream then falls silent.</summary>
internal static class OpenStreams
{
    private static readonly ConcurrentDictionary<string, int> s_open = new(StringComparer.Ordinal);

    /// <summary>Counts a stream.</summary>
    /// <returns>True if another stream of the same session was open.</returns>
    public static bool Enter(string session) => s_open.AddOrUpdate(session, 1, static (_, count) => count + 1) > 1;

    /// <summary>Stops counting a stream.</summary>
    public static void Leave(string session)
    {
        if (s_open.AddOrUpdate(session, 0, static (_, count) => count - 1) <= 0)
        {
            s_open.TryRemove(KeyValuePair.Create(session, 0));
        }
    }
}
