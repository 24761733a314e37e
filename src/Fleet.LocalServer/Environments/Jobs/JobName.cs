using System.Globalization;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>
/// Job names and their placeholders: <c>{id}</c> becomes a UUID, <c>{sid}</c> its first eight characters, and <c>{i}</c>, which is allowed only at
/// the end, the next unused number for that name.
/// </summary>
internal static class JobName
{
    /// <summary>The maximum length in characters.</summary>
    public const int MaxLength = 255;

    private const string Counter = "{i}";

    /// <summary>Returns true if <c>{i}</c> occurs only at the end, or not at all.</summary>
    public static bool IsValid(string name) => name.IndexOf(Counter, StringComparison.Ordinal) is var at && (at < 0 || at == name.Length - Counter.Length);

    /// <summary>Fills in the placeholders.</summary>
    /// <param name="name">The requested name.</param>
    /// <param name="namesLike">Finds the names of existing jobs that start with a prefix.</param>
    public static string Fill(string name, Func<string, IEnumerable<string>> namesLike)
    {
        string id = Guid.NewGuid().ToString();
        string filled = name.Replace("{id}", id, StringComparison.Ordinal).Replace("{sid}", id[..8], StringComparison.Ordinal);
        if (!filled.EndsWith(Counter, StringComparison.Ordinal))
        {
            return filled;
        }

        string start = filled[..^Counter.Length];
        long last = namesLike(start)
            .Select(known => long.TryParse(known.AsSpan(start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0)
            .DefaultIfEmpty(0)
            .Max();
        return string.Create(CultureInfo.InvariantCulture, $"{start}{last + 1}");
    }
}
