namespace Fleet.Client.Http;

/// <summary>Checks values to be sent in a header. A value that fails is never part of the error, since it may be a secret.</summary>
internal static class HeaderText
{
    /// <summary>Returns the value if it can be sent in a header unchanged.</summary>
    /// <exception cref="ArgumentException">It is empty, or contains something other than printable ASCII.</exception>
    public static string Require(string? value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{name} is empty.", name);
        }

        if (!IsPrintable(value))
        {
            throw new ArgumentException(
                $"{name} contains a line break or another character that is not allowed in a header. "
                + "Check that it was copied completely, and nothing else with it.",
                name);
        }

        return value;
    }

    /// <summary>Returns whether a text is printable ASCII without blanks at either end.</summary>
    public static bool IsPrintable(string value) =>
        !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && (value.Length == 0 || (value[0] != ' ' && value[^1] != ' '));

    /// <summary>Returns whether a text can be the name of a header.</summary>
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
