using System.Globalization;

namespace Fleet.Client.Http;

/// <summary>Extracts facts from the services' error texts, where they are available nowhere else.</summary>
internal static class ErrorText
{
    /// <summary>Returns the text in the nth pair of single quotes, from 0.</summary>
    public static string? Quoted(string text, int index)
    {
        string[] parts = text.Split('\'');
        int part = (index * 2) + 1;
        // A part is only quoted if another quote follows it.
        return part < parts.Length - 1 && parts[part].Length > 0 ? parts[part] : null;
    }

    /// <summary>Returns the text between two others.</summary>
    public static string? Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        start += before.Length;
        int end = text.IndexOf(after, start, StringComparison.OrdinalIgnoreCase);
        return end > start ? text[start..end] : null;
    }

    /// <summary>Returns the numbers in "You have N running instances out of a maximum of M".</summary>
    public static (int? Running, int? Limit) InstanceNumbers(string text) => (NumberAfter(text, "you have "), NumberAfter(text, "maximum of "));

    private static int? NumberAfter(string text, string before)
    {
        int start = text.IndexOf(before, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = text.AsSpan(start + before.Length);
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
