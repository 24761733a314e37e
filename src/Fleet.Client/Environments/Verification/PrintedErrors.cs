using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fleet.Client.Environments;

/// <summary>Reads the reasons that a verifier printed after <c>Verification errors:</c>: a list as Python prints it, or JSON.</summary>
internal static class PrintedErrors
{
    private const string Heading = "Verification errors:";

    private static readonly SearchValues<char> s_prefixes = SearchValues.Create("rRbBuUfF");

    /// <summary>Returns the reasons in order; of a truncated list, those before the break.</summary>
    public static string[] In(string? output)
    {
        List<string> errors = [];
        ReadOnlySpan<char> rest = output;
        while (rest.IndexOf(Heading, StringComparison.OrdinalIgnoreCase) is >= 0 and int at)
        {
            rest = rest[(at + Heading.Length)..].TrimStart();
            if (rest.StartsWith('['))
            {
                rest = List(rest[1..], errors);
                continue;
            }

            // Not a list: the line itself is the reason.
            int end = rest.IndexOfAny('\n', '\r');
            ReadOnlySpan<char> line = (end < 0 ? rest : rest[..end]).Trim();
            if (!line.IsEmpty)
            {
                errors.Add(line.ToString());
            }

            rest = rest[line.Length..];
        }

        return [.. errors];
    }

    private static ReadOnlySpan<char> List(ReadOnlySpan<char> text, List<string> errors)
    {
        while (true)
        {
            text = text.TrimStart([' ', '\t', '\r', '\n', ',']);
            if (text.IsEmpty || text[0] == ']')
            {
                return text.IsEmpty ? text : text[1..];
            }

            string? item = Quoted(ref text) ?? Bare(ref text);
            if (item is null)
            {
                return [];
            }

            errors.Add(item);
        }
    }

    private static string? Quoted(ref ReadOnlySpan<char> text)
    {
        int quoteAt = text.IndexOfAny('\'', '"');
        if (quoteAt is < 0 or > 2 || text[..quoteAt].ContainsAnyExcept(s_prefixes))
        {
            return null;
        }

        bool raw = text[..quoteAt].ContainsAny('r', 'R');
        char quote = text[quoteAt];
        StringBuilder item = new();
        int at = quoteAt + 1;
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && !raw && at + 1 < text.Length)
            {
                at += 1 + Escape(text[(at + 1)..], item);
            }
            else
            {
                item.Append(text[at++]);
            }
        }

        text = at < text.Length ? text[(at + 1)..] : [];
        return item.ToString();
    }

    // Numbers, None, nested lists: as they are printed, up to the comma or bracket that ends them.
    private static string? Bare(ref ReadOnlySpan<char> text)
    {
        int depth = 0;
        int at = 0;
        char quote = '\0';
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (depth == 0 && c is ',' or ']')
            {
                break;
            }
            else
            {
                depth += c is '[' or '(' or '{' ? 1 : c is ']' or ')' or '}' ? -1 : 0;
            }
        }

        at = Math.Min(at, text.Length);
        ReadOnlySpan<char> item = text[..at].Trim();
        text = text[at..];
        return item.IsEmpty ? null : item.ToString();
    }

    // Appends the meaning of an escape, and returns the number of characters it takes after the backslash.
    private static int Escape(ReadOnlySpan<char> text, StringBuilder item)
    {
        switch (text[0])
        {
            case 'x':
                return Code(text, 2, item);
            case 'u':
                return Code(text, 4, item);
            case 'U':
                return Code(text, 8, item);
            case '\n':
                return 1;
            case char simple and ('\\' or '\'' or '"' or '/'):
                item.Append(simple);
                return 1;
            case char letter when "ntrbfav0".IndexOf(letter, StringComparison.Ordinal) is >= 0 and int index:
                item.Append("\n\t\r\b\f\a\v\0"[index]);
                return 1;
            default:
                item.Append('\\').Append(text[0]);
                return 1;
        }
    }

    private static int Code(ReadOnlySpan<char> text, int digits, StringBuilder item)
    {
        if (text.Length > digits
            && uint.TryParse(text.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            && code <= 0x10FFFF)
        {
            // Half a surrogate pair is kept as it is: in JSON, the other half follows.
            if (code <= char.MaxValue)
            {
                item.Append((char)code);
            }
            else
            {
                item.Append(char.ConvertFromUtf32((int)code));
            }

            return digits + 1;
        }

        item.Append('\\').Append(text[0]);
        return 1;
    }
}
