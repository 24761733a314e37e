using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>
/// Queries as the originals read them. The framework's reader takes names in any case for the same and leaves bytes that are no UTF-8 escaped; theirs
/// keeps names apart and puts the replacement character in place of such bytes. What is no escape at all stays as it is in both.
/// </summary>
internal static class PlainQuery
{
    /// <summary>Has a request's query read so.</summary>
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

        // An escape stands for one byte of UTF-8; everything else is ASCII, since the line of a request holds nothing else.
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
