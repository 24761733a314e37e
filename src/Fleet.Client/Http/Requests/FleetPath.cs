using System.Text;

namespace Fleet.Client.Http;

/// <summary>Builds paths and queries. Every segment is escaped (the original escapes none); queries are form-encoded, as the original's are.</summary>
internal static class FleetPath
{
    /// <summary>Joins segments into a path that starts with a slash.</summary>
    /// <exception cref="FleetValidationException">A segment is <c>.</c> or <c>..</c>: it would lead elsewhere, and no escaping prevents that.</exception>
    public static string Segments(params ReadOnlySpan<string> segments)
    {
        StringBuilder path = new();
        foreach (string segment in segments)
        {
            if (segment is "." or "..")
            {
                throw new FleetValidationException($"'{segment}' cannot be an id or a key.");
            }

            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        return path.ToString();
    }

    /// <summary>Adds a query; pairs whose value is null are omitted.</summary>
    public static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        StringBuilder text = new(path);
        char separator = '?';
        foreach ((string name, string? value) in pairs)
        {
            if (value is null)
            {
                continue;
            }

            text.Append(separator).Append(Encode(name)).Append('=').Append(Encode(value));
            separator = '&';
        }

        return text.ToString();
    }

    private static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
