using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Generates instance ids of eight hex digits. Tests can plan the next ones.</summary>
internal sealed class IdSource
{
    private readonly ConcurrentQueue<string> _next = new();

    /// <summary>Returns an id, which may already be in use.</summary>
    public string Next() => _next.TryDequeue(out string? id) ? id : RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>Sets the ids to return next.</summary>
    public void Plan(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _next.Enqueue(id);
        }
    }

    /// <summary>Discards the planned ids.</summary>
    public void Reset() => _next.Clear();
}
