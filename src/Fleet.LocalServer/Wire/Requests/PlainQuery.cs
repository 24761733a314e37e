using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>
/// Parses queries as the originals do. The framework ignores the case of names and leaves invalid UTF-8 escaped; the originals treat names as
/// case-sensitive and decode invalid UTF-8 to the replacement character. Both leave invalid escapes as they are.
/// </summary>
internal static class PlainQuery
{
    /// <summary>Installs this parser for a request.</summary>
    public static void Use(HttpContext http)
    {
        if (http.Request.QueryString.HasValue)
        {
            http.Features.Set<IQueryFeature>(new QueryFeature(new QueryCollection(Read(http.Request.QueryString.Value!.AsSpan(1)))));
        }
    }

    private static Dictionary<string, StringValues> Read(ReadOnlySpan<char> query)
    {
        Dictionary<string, StringValues> values = new(StringComparer.Ordinal);
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            int sign = pair.IndexOf('=');
            string name = Unescape(sign < 0 ? pair : pair[..sign]);
            string value = sign < 0 ? "" : Unescape(pair[(sign + 1)..]);
            values[name] = values.TryGetValue(name, out StringValues others) ? StringValues.Concat(others, value) : value;
        }

        return values;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('%', '+'))
        {
            return text.ToString();
        }

        // An escape is one byte of UTF-8; everything else is ASCII, since a request line contains nothing else.
        List<byte> bytes = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.AddRange(Convert.FromHexString(text.Slice(i + 1, 2)));
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '+' ? (byte)' ' : (byte)text[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
