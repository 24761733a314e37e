using System.Text;

namespace Fleet.LocalServer.Environments.Instances.Schema;

/// <summary>The kinds of SQL tokens.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary>A quoted name.</summary>
    Name,

    /// <summary>A text literal.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Any other single character.</summary>
    Sign,
}

/// <summary>An SQL token. Comments and white space are skipped.</summary>
/// <param name="Kind">The kind of token.</param>
/// <param name="Text">The text, without quotes.</param>
/// <param name="Start">The start position.</param>
/// <param name="End">The end position, exclusive.</param>
internal sealed record SqlToken(SqlTokenKind Kind, string Text, int Start, int End)
{
    /// <summary>True for a keyword or an unquoted name.</summary>
    public bool IsWord => Kind == SqlTokenKind.Word;

    /// <summary>True for anything that can be a name.</summary>
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    /// <summary>Returns true for the given sign.</summary>
    public bool Is(string sign) => Kind == SqlTokenKind.Sign && Text == sign;

    /// <summary>Returns true for the given keyword.</summary>
    public bool IsKeyword(string keyword) => IsWord && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits SQL into tokens.</summary>
    public static List<SqlToken> Read(string sql)
    {
        List<SqlToken> tokens = [];
        for (int at = 0; at < sql.Length;)
        {
            char c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '-' && Next(sql, at) == '-')
            {
                at = EndOf(sql, "\n", at + 2);
            }
            else if (c == '/' && Next(sql, at) == '*')
            {
                at = EndOf(sql, "*/", at + 2);
            }
            else
            {
                SqlToken token = c switch
                {
                    '\'' => Quoted(SqlTokenKind.Text, sql, at, '\''),
                    '"' or '`' => Quoted(SqlTokenKind.Name, sql, at, c),
                    '[' => Quoted(SqlTokenKind.Name, sql, at, ']'),
                    _ when char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Next(sql, at))) =>
                        Run(SqlTokenKind.Number, sql, at, static d => char.IsAsciiLetterOrDigit(d) || d == '.'),
                    _ when IsPartOfWord(c) => Run(SqlTokenKind.Word, sql, at, IsPartOfWord),
                    _ => new SqlToken(SqlTokenKind.Sign, c.ToString(), at, at + 1),
                };
                tokens.Add(token);
                at = token.End;
            }
        }

        return tokens;
    }

    private static char Next(string sql, int at) => at + 1 < sql.Length ? sql[at + 1] : '\0';

    private static bool IsPartOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c > 127;

    private static int EndOf(string sql, string mark, int from)
    {
        int found = sql.IndexOf(mark, Math.Min(from, sql.Length), StringComparison.Ordinal);
        return found < 0 ? sql.Length : found + mark.Length;
    }

    private static SqlToken Run(SqlTokenKind kind, string sql, int start, Func<char, bool> belongs)
    {
        int end = start + 1;
        while (end < sql.Length && belongs(sql[end]))
        {
            end++;
        }

        return new SqlToken(kind, sql[start..end], start, end);
    }

    /// <summary>Reads up to the closing quote. A doubled quote is part of the text.</summary>
    private static SqlToken Quoted(SqlTokenKind kind, string sql, int start, char quote)
    {
        StringBuilder text = new();
        int at = start + 1;
        for (; at < sql.Length; at++)
        {
            if (sql[at] == quote)
            {
                if (quote == ']' || Next(sql, at) != quote)
                {
                    break;
                }

                at++;
            }

            text.Append(sql[at]);
        }

        return new SqlToken(kind, text.ToString(), start, Math.Min(at + 1, sql.Length));
    }
}
