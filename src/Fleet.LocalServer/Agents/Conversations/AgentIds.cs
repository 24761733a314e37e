using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>
/// Creates ids as the original does: ten letters, digits and <c>-</c>, neither starting nor ending with <c>-</c>. Tests may set the ids that come
/// next.
/// </summary>
internal sealed class AgentIds
{
    public const int Length = 10;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    private readonly ConcurrentQueue<string> _planned = new();

    /// <summary>Returns the next id.</summary>
    public string Next()
    {
        if (_planned.TryDequeue(out string? planned))
        {
            return planned;
        }

        string id;
        do
        {
            id = RandomNumberGenerator.GetString(Alphabet, Length);
        }
        while (id[0] == '-' || id[^1] == '-');
        return id;
    }

    /// <summary>Returns a correlation id: that of a request and, when a message started it, of a run.</summary>
    public string NextCorrelation(bool forMessage) => forMessage ? $"RID({Next()})::{Next()}" : $"RID({Next()})";

    /// <summary>Sets the ids that come next.</summary>
    public void Plan(params IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _planned.Enqueue(id);
        }
    }

    /// <summary>Drops the planned ids.</summary>
    public void Reset() => _planned.Clear();
}
