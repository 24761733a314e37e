using System.Globalization;

namespace Fleet.Client.Environments;

/// <summary>
/// Finds the name of the verifier in its source code: the first function that is defined at the top level. The code is only read, never run
/// (the original runs it).
/// </summary>
internal static class VerifierFunction
{
    /// <summary>Returns the name, or null if the code defines no function.</summary>
    public static string? NameIn(string? code)
    {
        Scanner scanner = new(code ?? "");
        while (!scanner.AtEnd)
        {
            if (scanner.TryDefinition() is { } name)
            {
                return name;
            }

            scanner.SkipLogicalLine();
        }

        return null;
    }

    /// <summary>Walks over Python code by logical lines: strings, comments, brackets and joined lines are skipped as a whole.</summary>
    private ref struct Scanner(string text)
    {
        private readonly ReadOnlySpan<char> _text = text.StartsWith('\uFEFF') ? text.AsSpan(1) : text;
        private int _at;

        public readonly bool AtEnd => _at >= _text.Length;

        /// <summary>Returns the name, if a definition starts here, at the very beginning of a line.</summary>
        public string? TryDefinition()
        {
            int start = _at;
            bool definition = (Word("async") && Space() && Word("def") && Space()) || (Return(start) && Word("def") && Space());
            if (definition && Identifier() is { Length: > 0 } name)
            {
                Space();
                if (!AtEnd && _text[_at] is '(' or '[')
                {
                    _at = start;
                    return name;
                }
            }

            _at = start;
            return null;
        }

        public void SkipLogicalLine()
        {
            int depth = 0;
            while (!AtEnd)
            {
                char c = _text[_at];
                switch (c)
                {
                    case '\n' or '\r':
                        SkipLineEnd();
                        if (depth == 0)
                        {
                            return;
                        }

                        break;
                    case '\\':
                        _at++;
                        SkipLineEndOrOne();
                        break;
                    case '#':
                        int end = _text[_at..].IndexOfAny('\n', '\r');
                        _at = end < 0 ? _text.Length : _at + end;
                        break;
                    case '"' or '\'':
                        SkipString(c);
                        break;
                    default:
                        depth = c is '(' or '[' or '{' ? depth + 1 : c is ')' or ']' or '}' ? Math.Max(0, depth - 1) : depth;
                        _at++;
                        break;
                }
            }
        }

        private void SkipString(char quote)
        {
            ReadOnlySpan<char> triple = [quote, quote, quote];
            bool isTriple = _text[_at..].StartsWith(triple);
            _at += isTriple ? 3 : 1;
            while (!AtEnd)
            {
                if (_text[_at] == '\\')
                {
                    // In raw strings, too, a backslash prevents the quote after it from ending the string.
                    _at++;
                    SkipLineEndOrOne();
                }
                else if (isTriple ? _text[_at..].StartsWith(triple) : _text[_at] == quote)
                {
                    _at += isTriple ? 3 : 1;
                    return;
                }
                else if (!isTriple && _text[_at] is '\n' or '\r')
                {
                    return;
                }
                else
                {
                    _at++;
                }
            }
        }

        private bool Return(int start)
        {
            _at = start;
            return true;
        }

        private bool Word(string word)
        {
            if (!_text[_at..].StartsWith(word))
            {
                return false;
            }

            _at += word.Length;
            return true;
        }

        // Skips blanks, and line ends after a backslash.
        private bool Space()
        {
            int start = _at;
            while (!AtEnd)
            {
                if (_text[_at] is ' ' or '\t' or '\f')
                {
                    _at++;
                }
                else if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '\n' or '\r')
                {
                    _at++;
                    SkipLineEnd();
                }
                else
                {
                    break;
                }
            }

            return _at > start;
        }

        private string Identifier()
        {
            int start = _at;
            while (!AtEnd && IsIdentifier(_text[_at], first: _at == start))
            {
                _at++;
            }

            return _text[start.._at].ToString();
        }

        private static bool IsIdentifier(char c, bool first) => c == '_' || char.IsSurrogate(c) || (first ? char.IsLetter(c) : char.IsLetterOrDigit(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation);

        private void SkipLineEndOrOne()
        {
            if (!AtEnd && _text[_at] is '\n' or '\r')
            {
                SkipLineEnd();
            }
            else
            {
                _at++;
            }
        }

        private void SkipLineEnd() => _at += _text[_at] == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1;
    }
}
