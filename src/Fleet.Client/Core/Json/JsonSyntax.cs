using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>The settings for reading and writing JSON in the client.</summary>
internal static class JsonSyntax
{
    // Metadata may be nested deeper than the reader's default of 64; recursion still has a limit.
    public const int MaxDepth = 256;

    public static JsonReaderOptions Reader { get; } = new() { MaxDepth = MaxDepth };

    public static JsonWriterOptions Compact { get; } = new() { Encoder = PlainEncoder.Instance, MaxDepth = MaxDepth };

    public static JsonWriterOptions Indented { get; } = Compact with { Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>Escapes only what JSON requires; the framework's most relaxed encoder still escapes emoji and unusual spaces.</summary>
    private sealed unsafe class PlainEncoder : JavaScriptEncoder
    {
        public static readonly PlainEncoder Instance = new();

        public override int MaxOutputCharactersPerInputCharacter => 6;

        public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

        public override int FindFirstCharacterToEncode(char* text, int textLength)
        {
            ReadOnlySpan<char> span = new(text, textLength);
            for (int i = 0; i < span.Length; i++)
            {
                char c = span[i];
                if (WillEncode(c))
                {
                    return i;
                }

                if (char.IsSurrogate(c))
                {
                    if (!char.IsHighSurrogate(c) || i + 1 == span.Length || !char.IsLowSurrogate(span[i + 1]))
                    {
                        // Half a pair is not text: the base class writes the replacement character.
                        return i;
                    }

                    i++;
                }
            }

            return -1;
        }

        public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
        {
            Span<char> target = new(buffer, bufferLength);
            if (!WillEncode(unicodeScalar))
            {
                return new System.Text.Rune(unicodeScalar).TryEncodeToUtf16(target, out numberOfCharactersWritten);
            }

            string escaped = unicodeScalar switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                _ => $"\\u{unicodeScalar:x4}",
            };
            numberOfCharactersWritten = escaped.Length;
            return escaped.TryCopyTo(target);
        }
    }
}
