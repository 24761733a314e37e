using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Makes ids of instances: eight hex digits. Tests may say which come next.</summary>
internal sealed class IdSource
{
    private readonly ConcurrentQueue<string> _next = new();

    /// <summary>An id, perhaps one that is taken.</summary>
    public string Next() => _next.TryDequeue(out string? id) ? id : RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>Says which ids come next.</summary>
    public void Plan(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _next.Enqueue(id);
        }
    }

    /// <summary>Forgets the plan.</summary>
    public void Reset() => _next.Clear();
}
