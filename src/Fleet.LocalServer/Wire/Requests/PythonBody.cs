using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Parses bodies as the original services, written in Python, do.</summary>
internal static class PythonBody
{
    private const string Unreadable = "There was an error parsing the body";

    private static readonly UnicodeEncoding s_utf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding s_utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding s_utf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding s_utf32Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    /// <summary>Parses JSON in any of its encodings.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="namesTrailingCommas">True to word errors as Python 3.13 does.</param>
    /// <exception cref="InvalidCallException">It is not JSON.</exception>
    /// <exception cref="RefusedException">It is not text, or only Python would accept it as JSON.</exception>
    public static JsonDocument Parse(byte[] bytes, bool namesTrailingCommas)
    {
        ReadOnlyMemory<byte> json = Decode(bytes);
        if (!Utf8.IsValid(json.Span))
        {
            throw new RefusedException(Unreadable);
        }

        try
        {
            return JsonDocument.Parse(json, s_options);
        }
        catch (JsonException)
        {
            if (PythonJson.FindError(Encoding.UTF8.GetString(json.Span), namesTrailingCommas) is not { } error)
            {
                // Python accepts it: it is nested too deeply for us, or contains NaN.
                throw new RefusedException(Unreadable) { IsReadByOriginal = true };
            }

            throw new InvalidCallException(new FieldError(["body", error.Position], "JSON decode error", "json_invalid")
            {
                Input = static text => text.OpenObject().CloseObject(),
                Context = text => text.Field("error", error.Message),
            });
        }
    }

    /// <summary>Converts a body to UTF-8 without a byte order mark. UTF-16 and UTF-32 are recognized by their mark or their zero bytes.</summary>
    private static ReadOnlyMemory<byte> Decode(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes.AsMemory(3),
        [0xFF, 0xFE, 0, 0, ..] => Decode(s_utf32, bytes.AsSpan(4)),
        [0, 0, 0xFE, 0xFF, ..] => Decode(s_utf32Big, bytes.AsSpan(4)),
        [0xFF, 0xFE, ..] => Decode(s_utf16, bytes.AsSpan(2)),
        [0xFE, 0xFF, ..] => Decode(s_utf16Big, bytes.AsSpan(2)),
        [0, 0, _, _, ..] => Decode(s_utf32Big, bytes),
        [_, 0, 0, 0, ..] => Decode(s_utf32, bytes),
        [0, _, _, _, ..] or [0, _] => Decode(s_utf16Big, bytes),
        [_, 0, _, _, ..] or [_, 0] => Decode(s_utf16, bytes),
        _ => bytes,
    };

    private static byte[] Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(Unreadable);
        }
    }
}
