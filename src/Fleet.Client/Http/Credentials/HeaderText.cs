namespace Fleet.Client.Http;

/// <summary>Checks values that are to stand in a header. A value that fails is never part of the error: it may be a secret.</summary>
internal static class HeaderText
{
    /// <summary>Returns the value if it can be sent in a header as it is.</summary>
    /// <exception cref="ArgumentException">It is empty, or holds something other than printable ASCII.</exception>
    public static string Require(string? value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{name} is empty.", name);
        }

        if (!IsPrintable(value))
        {
            throw new ArgumentException($"{name} holds a line break or another character that cannot stand in a header. Was it copied whole, and nothing else with it?", name);
        }

        return value;
    }

    /// <summary>Whether a text is printable ASCII without blanks at its ends.</summary>
    public static bool IsPrintable(string value) =>
        !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && (value.Length == 0 || (value[0] != ' ' && value[^1] != ' '));

    /// <summary>Whether a text can be the name of a header.</summary>
    public static bool IsName(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
