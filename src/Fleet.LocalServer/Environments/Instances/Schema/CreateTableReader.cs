using System.Globalization;

namespace Fleet.LocalServer.Environments.Instances.Schema;

/// <summary>
/// Parses the CHECK constraints of a <c>CREATE TABLE</c> statement. SQLite reports columns and keys, but not these. A statement that cannot be
/// parsed yields none: they only serve to describe and explain, and SQLite enforces them regardless.
/// </summary>
internal static class CreateTableReader
{
    private static readonly HashSet<string> s_tableConstraints =
        new(StringComparer.OrdinalIgnoreCase) { "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN" };

    /// <summary>Parses a statement as stored by SQLite.</summary>
    public static IReadOnlyList<CheckRule> ReadChecks(string sql)
    {
        List<SqlToken> tokens = SqlToken.Read(sql);
        List<CheckRule> checks = [];
        int start = tokens.FindIndex(static token => token.Is("("));
        if (start < 0)
        {
            return checks;
        }

        string? column = null;
        bool isNew = true;
        string? name = null;
        for (int i = start + 1; i < tokens.Count && !tokens[i].Is(")"); i++)
        {
            SqlToken token = tokens[i];
            if (isNew)
            {
                // A definition that starts with one of these keywords is a table constraint; any other is a column.
                column = token.IsWord && s_tableConstraints.Contains(token.Text) ? null : token.Text;
                isNew = false;
                name = null;
                if (column is not null)
                {
                    continue;
                }
            }

            if (token.Is(","))
            {
                isNew = true;
            }
            else if (token.IsWord && token.Text.Equals("CONSTRAINT", StringComparison.OrdinalIgnoreCase) && i + 1 < tokens.Count)
            {
                name = tokens[++i].Text;
            }
            else if (token.Is("("))
            {
                int end = FindEnd(tokens, i);
                if (i > 0 && tokens[i - 1].IsWord && tokens[i - 1].Text.Equals("CHECK", StringComparison.OrdinalIgnoreCase) && end > i + 1)
                {
                    string text = sql[tokens[i].End..tokens[end].Start].Trim();
                    checks.Add(new CheckRule(column, name, text, tokens.GetRange(i + 1, end - i - 1)));
                    name = null;
                }

                i = end;
            }
        }

        return checks;
    }

    private static int FindEnd(List<SqlToken> tokens, int open)
    {
        int depth = 0;
        for (int i = open; i < tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return tokens.Count - 1;
    }
}

/// <summary>A CHECK constraint.</summary>
/// <param name="Column">The column that declares it; null for a table constraint.</param>
/// <param name="Name">The constraint's name, or null.</param>
/// <param name="Text">The condition as written.</param>
/// <param name="Tokens">The tokens of the condition.</param>
internal sealed record CheckRule(string? Column, string? Name, string Text, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>Returns true if the constraint applies to a column: the column declares it, or it is a table constraint that names the column.</summary>
    public bool IsFor(string column) => Column?.Equals(column, StringComparison.OrdinalIgnoreCase) ?? Names(column);

    /// <summary>Returns true if the column declares the constraint or the condition names it.</summary>
    public bool Names(string column) =>
        column.Equals(Column, StringComparison.OrdinalIgnoreCase)
        || Tokens.Any(token => token.IsName && token.Text.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the values allowed by <c>column IN (...)</c>, with or without <c>column IS NULL OR</c>; null for any other condition.</summary>
    public IReadOnlyList<object>? ReadChoices(string column)
    {
        List<SqlToken> rest = [.. Tokens];
        if (rest.Count > 4 && IsColumn(rest[0], column) && rest[1].IsKeyword("IS") && rest[2].IsKeyword("NULL") && rest[3].IsKeyword("OR"))
        {
            rest.RemoveRange(0, 4);
        }

        if (rest.Count < 5 || !IsColumn(rest[0], column) || !rest[1].IsKeyword("IN") || !rest[2].Is("(") || !rest[^1].Is(")"))
        {
            return null;
        }

        List<object> choices = [];
        for (int i = 3; i < rest.Count - 1; i++)
        {
            bool isNegative = rest[i].Is("-");
            if (ReadLiteral(rest[isNegative ? ++i : i], isNegative) is not { } value || !(rest[++i].Is(",") || i == rest.Count - 1))
            {
                return null;
            }

            choices.Add(value);
        }

        return choices;
    }

    private static bool IsColumn(SqlToken token, string column) => token.IsName && token.Text.Equals(column, StringComparison.OrdinalIgnoreCase);

    private static object? ReadLiteral(SqlToken token, bool isNegative) => token.Kind switch
    {
        SqlTokenKind.Text when !isNegative => token.Text,
        SqlTokenKind.Number when long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) => isNegative ? -whole : whole,
        SqlTokenKind.Number when double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) => isNegative ? -real : real,
        _ => null,
    };
}
