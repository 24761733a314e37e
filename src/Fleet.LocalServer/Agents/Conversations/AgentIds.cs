using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>Makes ids as the original does: ten of the letters, digits and <c>-</c>, which stands at neither end. Tests may say which come next.</summary>
internal sealed class AgentIds
{
    public const int Length = 10;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    private readonly ConcurrentQueue<string> _planned = new();

    /// <summary>The next id.</summary>
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

    /// <summary>The id that links all that belongs to one exchange: of a request and, when a message began it, of a run.</summary>
    public string NextCorrelation(bool forMessage) => forMessage ? $"RID({Next()})::{Next()}" : $"RID({Next()})";

    /// <summary>Says which ids come next.</summary>
    public void Plan(params IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _planned.Enqueue(id);
        }
    }

    /// <summary>Forgets the plan.</summary>
    public void Reset() => _planned.Clear();
}
