using System.Text;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Parses URLs as Python's web servers do, where the framework differs.</summary>
internal static class PythonUrl
{
    // The characters that the original leaves unescaped in a redirect's URL.
    private const string Safe = ":/%#?=@[]!$&'()*+,;-._~";

    /// <summary>Decodes all percent escapes. Invalid UTF-8 becomes replacement characters; invalid escapes are left as they are.</summary>
    public static string Unquote(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isEscape = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = isEscape ? Convert.FromHexString([(char)bytes[i + 1], (char)bytes[i + 2]])[0] : bytes[i];
            i += isEscape ? 2 : 0;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <summary>Escapes characters that are not allowed in a URL.</summary>
    public static string Quote(string address)
    {
        StringBuilder quoted = new(address.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(address))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || Safe.Contains((char)b, StringComparison.Ordinal)
                ? quoted.Append((char)b)
                : quoted.Append('%').Append(b.ToString("X2", null));
        }

        return quoted.ToString();
    }

    /// <summary>Parses a query's parameters, each with its last value. Names are case-sensitive.</summary>
    public static IReadOnlyDictionary<string, string> Read(QueryString query)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string pair in query.Value is { Length: > 1 } text ? text[1..].Split('&', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            string[] sides = pair.Split('=', 2);
            values[Decode(sides[0])] = sides.Length == 2 ? Decode(sides[1]) : "";
        }

        return values;
    }

    private static string Decode(string text) => Unquote(text.Replace('+', ' '));
}
