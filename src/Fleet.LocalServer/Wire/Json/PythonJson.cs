using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Parses JSON as Python does, and finds the position and reason of Python's error for invalid text.</summary>
internal static partial class PythonJson
{
    private const string ExpectingValue = "Expecting value";
    private const int MostDepth = 900;

    /// <summary>Parses JSON. The last of several members with the same name wins, and <c>NaN</c> and infinities become null.</summary>
    /// <exception cref="JsonException">Python would reject it too, or it is nested too deeply.</exception>
    public static JsonDocument Parse(byte[] utf8)
    {
        try
        {
            return WithLastMembers(JsonDocument.Parse(utf8));
        }
        catch (JsonException) when (FindError(Encoding.UTF8.GetString(utf8)) is null)
        {
            string finite = TextOrNoNumber().Replace(Encoding.UTF8.GetString(utf8), static match => match.Value[0] == '"' ? match.Value : "null");
            return WithLastMembers(JsonDocument.Parse(finite));
        }
    }

    /// <summary>
    /// Keeps the last of several members with the same name, in the position of the first. Returns the document itself if all names are unique.
    /// </summary>
    public static JsonDocument WithLastMembers(JsonDocument document)
    {
        if (!HasRepeatedMember(document.RootElement))
        {
            return document;
        }

        using (document)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                WriteLastMembers(writer, document.RootElement);
            }

            return JsonDocument.Parse(stream.ToArray());
        }
    }

    private static bool HasRepeatedMember(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => HasRepeatedName(value) || value.EnumerateObject().Any(static member => HasRepeatedMember(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasRepeatedMember),
        _ => false,
    };

    private static bool HasRepeatedName(JsonElement value)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        return value.EnumerateObject().Any(member => NameOf(member) is { } name && !names.Add(name));
    }

    // A name with an unpaired surrogate cannot be read.
    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void WriteLastMembers(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                HashSet<string> names = new(StringComparer.Ordinal);
                foreach (JsonProperty member in value.EnumerateObject().Where(member => NameOf(member) is { } name && names.Add(name)))
                {
                    writer.WritePropertyName(member.Name);
                    WriteLastMembers(writer, value.GetProperty(member.Name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteLastMembers(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|-?Infinity|NaN
        """)]
    private static partial Regex TextOrNoNumber();

    /// <summary>Finds the first error that Python reports for a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="namesTrailingCommas">True to report trailing commas as such, as Python 3.13 and later do.</param>
    /// <returns>The position and message of the error; null if Python would accept the text.</returns>
    public static (int Position, string Message)? FindError(string text, bool namesTrailingCommas = false)
    {
        Reader reader = new(text, namesTrailingCommas);
        try
        {
            reader.SkipBlanks();
            reader.Value(0);
            reader.SkipBlanks();
            return reader.AtEnd ? null : (CodePoints(text, reader.Position), "Extra data");
        }
        catch (FormatException e)
        {
            return (CodePoints(text, reader.ErrorPosition), e.Message);
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    // Python counts positions in code points.
    private static int CodePoints(string text, int units) => units - text.Take(units).Count(char.IsLowSurrogate);

    private sealed class Reader(string text, bool namesTrailingCommas)
    {
        public int Position { get; private set; }

        public int ErrorPosition { get; private set; }

        public bool AtEnd => Position >= text.Length;

        private char Current => AtEnd ? '\0' : text[Position];

        public void SkipBlanks()
        {
            while (Current is ' ' or '\t' or '\n' or '\r')
            {
                Position++;
            }
        }

        public void Value(int depth)
        {
            if (depth > MostDepth)
            {
                throw new InsufficientExecutionStackException();
            }

            switch (Current)
            {
                case '"':
                    Text();
                    break;
                case '{':
                    Object(depth);
                    break;
                case '[':
                    Array(depth);
                    break;
                default:
                    if (!TryWord() && !TryNumber())
                    {
                        throw Error(Position, ExpectingValue);
                    }

                    break;
            }
        }

        private void Object(int depth)
        {
            const string ExpectingName = "Expecting property name enclosed in double quotes";
            Position++;
            SkipBlanks();
            if (Current == '}')
            {
                Position++;
                return;
            }

            while (true)
            {
                if (Current != '"')
                {
                    throw Error(Position, ExpectingName);
                }

                Text();
                SkipBlanks();
                if (Current != ':')
                {
                    throw Error(Position, "Expecting ':' delimiter");
                }

                Position++;
                SkipBlanks();
                Value(depth + 1);
                SkipBlanks();
                if (Current == '}')
                {
                    Position++;
                    return;
                }

                RequireComma('}', "object");
            }
        }

        private void Array(int depth)
        {
            Position++;
            SkipBlanks();
            if (Current == ']')
            {
                Position++;
                return;
            }

            while (true)
            {
                Value(depth + 1);
                SkipBlanks();
                if (Current == ']')
                {
                    Position++;
                    return;
                }

                RequireComma(']', "array");
            }
        }

        private void RequireComma(char end, string owner)
        {
            int comma = Position;
            if (Current != ',')
            {
                throw Error(comma, "Expecting ',' delimiter");
            }

            Position++;
            SkipBlanks();
            if (Current == end && namesTrailingCommas)
            {
                throw Error(comma, $"Illegal trailing comma before end of {owner}");
            }
        }

        private void Text()
        {
            int start = Position++;
            while (true)
            {
                if (AtEnd)
                {
                    throw Error(start, "Unterminated string starting at");
                }

                char c = text[Position++];
                if (c == '"')
                {
                    return;
                }

                if (c < ' ')
                {
                    throw Error(Position - 1, "Invalid control character at");
                }

                if (c == '\\')
                {
                    Escape(start);
                }
            }
        }

        private void Escape(int start)
        {
            if (AtEnd)
            {
                throw Error(start, "Unterminated string starting at");
            }

            char c = text[Position++];
            if (c != 'u')
            {
                if (!"\"\\/bfnrt".Contains(c, StringComparison.Ordinal))
                {
                    throw Error(Position - 2, "Invalid \\escape");
                }

                return;
            }

            // Python requires a character after the digits as well.
            if (Position + 4 >= text.Length || !text.AsSpan(Position, 4).ToString().All(char.IsAsciiHexDigit))
            {
                throw Error(Position - 1, "Invalid \\uXXXX escape");
            }

            Position += 4;
        }

        private bool TryWord()
        {
            foreach (string word in (ReadOnlySpan<string>)["null", "true", "false", "NaN", "Infinity", "-Infinity"])
            {
                if (string.CompareOrdinal(text, Position, word, 0, word.Length) == 0)
                {
                    Position += word.Length;
                    return true;
                }
            }

            return false;
        }

        private bool TryNumber()
        {
            int start = Position;
            int next = start + (Current == '-' ? 1 : 0);
            int digits = Digits(next);
            if (digits == 0)
            {
                return false;
            }

            // No digits may follow a leading zero.
            next += text[next] == '0' ? 1 : digits;
            if (next < text.Length && text[next] == '.' && Digits(next + 1) is > 0 and int decimals)
            {
                next += 1 + decimals;
            }

            if (next < text.Length && text[next] is 'e' or 'E')
            {
                int exponent = next + 1 + (next + 1 < text.Length && text[next + 1] is '+' or '-' ? 1 : 0);
                if (Digits(exponent) is > 0 and int count)
                {
                    next = exponent + count;
                }
            }

            Position = next;
            return true;
        }

        private int Digits(int from)
        {
            int count = 0;
            while (from + count < text.Length && char.IsAsciiDigit(text[from + count]))
            {
                count++;
            }

            return count;
        }

        private FormatException Error(int position, string message)
        {
            ErrorPosition = position;
            return new FormatException(message);
        }
    }
}
