using System.Text;

namespace Fleet.Client.Http;

/// <summary>
/// Hides the values of members with telltale names in JSON text. It reads the text as it is, so that a truncated or otherwise
/// broken body hides as much as a complete one.
/// </summary>
internal static class SecretMembers
{
    private static readonly string[] s_anywhere = ["apikey", "authorization", "byokkeys", "cookie", "passphrase", "password", "privatekey", "secret"];
    private static readonly string[] s_atEnd = ["credential", "credentials", "jwt", "token"];

    /// <summary>Returns the text, with <see cref="Redactor.Hidden"/> in place of each secret value.</summary>
    public static string Hide(string text)
    {
        StringBuilder? shown = null;
        int copied = 0;
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] != '"')
            {
                at++;
                continue;
            }

            int nameEnd = EndOfString(text, at);
            int colon = SkipBlanks(text, nameEnd);
            if (colon >= text.Length || text[colon] != ':' || !IsSecret(text.AsSpan(at + 1, Math.Max(0, nameEnd - at - 2))))
            {
                at = nameEnd;
                continue;
            }

            int value = SkipBlanks(text, colon + 1);
            int valueEnd = EndOfValue(text, value);
            if (!text.AsSpan(value, valueEnd - value).Equals("null", StringComparison.Ordinal))
            {
                shown ??= new StringBuilder(text.Length);
                shown.Append(text, copied, value - copied).Append('"').Append(Redactor.Hidden).Append('"');
                copied = valueEnd;
            }

            at = valueEnd;
        }

        return shown is null ? text : shown.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Returns whether a member of this name contains a secret, whatever its case and separators.</summary>
    private static bool IsSecret(ReadOnlySpan<char> name)
    {
        if (name.Length > 128)
        {
            return false;
        }

        if (name.Contains('\\'))
        {
            // The services never escape a name; one that cannot be read plainly is not shown.
            return true;
        }

        Span<char> plain = stackalloc char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        plain = plain[..length];
        foreach (string word in s_anywhere)
        {
            if (plain.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (string word in s_atEnd)
        {
            if (plain.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOfString(string text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    private static int EndOfValue(string text, int start)
    {
        if (start < text.Length && text[start] == '"')
        {
            return EndOfString(text, start);
        }

        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    i = EndOfString(text, i) - 1;
                    break;
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']' when depth == 0:
                    return i;
                case '}' or ']' when --depth == 0:
                    return i + 1;
                case ',' or ' ' or '\n' or '\r' or '\t' when depth == 0:
                    return i;
                default:
                    break;
            }
        }

        return text.Length;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
