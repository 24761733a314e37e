using System.Text;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Takes addresses apart as Python's web servers do, where the framework's own reading differs.</summary>
internal static class PythonUrl
{
    // What the original leaves as it is in an address to go on to.
    private const string Safe = ":/%#?=@[]!$&'()*+,;-._~";

    /// <summary>Decodes percent escapes, all of them; bytes that are no UTF-8 become replacement characters, and what is no escape stays.</summary>
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

    /// <summary>Escapes what has no place in an address.</summary>
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

    /// <summary>The parameters of a query, each with its last value. Names differ by their case.</summary>
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
