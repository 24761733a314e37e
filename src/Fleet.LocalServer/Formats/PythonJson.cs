namespace Fleet.LocalServer.Formats;

/// <summary>Finds where and why Python's reader gives up on a JSON text.</summary>
internal static class PythonJson
{
    private const string ExpectingValue = "Expecting value";
    private const int MostDepth = 900;

    /// <summary>Reads a text.</summary>
    /// <returns>The place and the reason of the first error; null when Python would read it to its end.</returns>
    public static (int Position, string Message)? FindError(string text)
    {
        Reader reader = new(text);
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

    /// <summary>Python counts code points.</summary>
    private static int CodePoints(string text, int units) => units - text.Take(units).Count(char.IsLowSurrogate);

    private sealed class Reader(string text)
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

                RequireComma();
                SkipBlanks();
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

                RequireComma();
                SkipBlanks();
            }
        }

        private void RequireComma()
        {
            if (Current != ',')
            {
                throw Error(Position, "Expecting ',' delimiter");
            }

            Position++;
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

            // Python wants to see what comes after the digits as well.
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

            // A leading zero stands alone.
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
