using System.Buffers;
using System.Security.Cryptography;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>Creates ids: a prefix and twelve hex digits. Tests may set the ids that come next.</summary>
internal sealed class ReleaseIds
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly Lock _lock = new();
    private readonly List<string> _planned = [];

    /// <summary>True if a text is an id of this service.</summary>
    public static bool IsOne(string text) =>
        text.Length > 4 && text[..4] is "rel_" or "act_" or "prq_" or "pim_" && text.AsSpan(4).IndexOfAnyExcept(s_digits) < 0;

    /// <summary>Returns the next id.</summary>
    /// <param name="prefix"><c>rel</c>, <c>act</c>, <c>prq</c> or <c>pim</c>.</param>
    public string Next(string prefix)
    {
        lock (_lock)
        {
            int planned = _planned.FindIndex(id => id.StartsWith($"{prefix}_", StringComparison.Ordinal));
            if (planned >= 0)
            {
                string id = _planned[planned];
                _planned.RemoveAt(planned);
                return id;
            }
        }

        return $"{prefix}_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    }

    /// <summary>Sets the ids that come next, each for its own prefix.</summary>
    public void Plan(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            _planned.AddRange(ids);
        }
    }

    /// <summary>Drops the planned ids.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _planned.Clear();
        }
    }
}
