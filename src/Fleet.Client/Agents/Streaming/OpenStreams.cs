using System.Collections.Concurrent;

namespace Fleet.Client.Agents;

/// <summary>The streams that are open in this process. A second message to a session ends the work on the first one, whose stream then falls silent.</summary>
internal static class OpenStreams
{
    private static readonly ConcurrentDictionary<string, int> s_open = new(StringComparer.Ordinal);

    /// <summary>Counts a stream.</summary>
    /// <returns>Whether there was another one of the same session.</returns>
    public static bool Enter(string session) => s_open.AddOrUpdate(session, 1, static (_, count) => count + 1) > 1;

    /// <summary>Counts a stream no more.</summary>
    public static void Leave(string session)
    {
        if (s_open.AddOrUpdate(session, 0, static (_, count) => count - 1) <= 0)
        {
            s_open.TryRemove(KeyValuePair.Create(session, 0));
        }
    }
}
