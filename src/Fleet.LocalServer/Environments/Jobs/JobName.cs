using System.Globalization;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>
/// The name of a job, whose placeholders the server fills: <c>{id}</c> a UUID, <c>{sid}</c> its first eight characters and <c>{i}</c>, at the end
/// only, the next number that no job of that name has.
/// </summary>
internal static class JobName
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = 255;

    private const string Counter = "{i}";

    /// <summary>Whether the counter, if there is one, stands where it may.</summary>
    public static bool IsValid(string name) => name.IndexOf(Counter, StringComparison.Ordinal) is var at && (at < 0 || at == name.Length - Counter.Length);

    /// <summary>Fills the placeholders.</summary>
    /// <param name="name">The name as it was asked for.</param>
    /// <param name="namesLike">The names of jobs that begin with a text.</param>
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
