using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>Finds what is different between <c>seed</c> and <c>main</c> beyond what a check allows.</summary>
internal sealed class ChangeFinder(SqliteConnection connection, Check check)
{
    private readonly HashSet<string> _ignored = new(check.IgnoreColumns, StringComparer.OrdinalIgnoreCase);

    /// <summary>The changes, each as table, key and what happened: <c>tickets 12 status</c>, <c>comments 7 removed</c>.</summary>
    public List<string> Find()
    {
        List<string> before = Tables("seed");
        List<string> after = Tables("main");
        foreach (AllowedChange allowed in check.UnchangedExcept!)
        {
            if (!before.Contains(allowed.Table, StringComparer.OrdinalIgnoreCase))
            {
                throw new CheckException($"'{check.Name}' allows changes in the table '{allowed.Table}', which does not exist.");
            }
        }

        List<string> found = [];
        foreach (string table in before)
        {
            if (after.Contains(table))
            {
                found.AddRange(InTable(table));
            }
            else
            {
                found.Add($"{table} removed");
            }
        }

        return [.. found, .. after.Except(before).Select(table => $"{table} added")];
    }

    private IEnumerable<string> InTable(string table)
    {
        (List<string> columns, List<string> key) = Columns("seed", table);
        (List<string> columnsNow, List<string> keyNow) = Columns("main", table);
        if (!key.SequenceEqual(keyNow) || !columns.SequenceEqual(columnsNow))
        {
            return [$"{table} redefined"];
        }

        if (key.Count == 0)
        {
            key = ["rowid"];
        }

        string keys(string alias) => string.Join(", ", key.Select(name => $"{alias}.{Quote(name)}"));
        string same = string.Join(" AND ", key.Select(name => $"n.{Quote(name)} IS o.{Quote(name)}"));
        List<(object?[] Key, string What)> changes =
        [
            .. OnlyIn("main", "seed", ChangeKind.Added, "added"),
            .. OnlyIn("seed", "main", ChangeKind.Removed, "removed"),
            .. Changed(),
        ];
        changes.Sort((one, other) => Compare(one.Key, other.Key));
        return changes.Select(change => $"{table} {string.Join(", ", change.Key.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)))} {change.What}");

        IEnumerable<(object?[], string)> OnlyIn(string here, string there, ChangeKind kind, string word)
        {
            HashSet<string> allowed = AllowedKeys(table, kind, here, key, column: null);
            return Rows($"SELECT {keys("n")} FROM {here}.{Quote(table)} AS n WHERE NOT EXISTS (SELECT 1 FROM {there}.{Quote(table)} AS o WHERE {same})")
                .Where(row => !allowed.Contains(Identity(row)))
                .Select(row => (row, word));
        }

        IEnumerable<(object?[], string)> Changed()
        {
            string[] compared = [.. columns.Where(column => !_ignored.Contains(column) && !key.Contains(column))];
            if (compared.Length == 0)
            {
                return [];
            }

            Dictionary<string, HashSet<string>> allowed = compared.ToDictionary(column => column, column => AllowedKeys(table, ChangeKind.Changed, "main", key, column));
            string differences = string.Join(", ", compared.Select(column => $"n.{Quote(column)} IS NOT o.{Quote(column)}"));
            string any = differences.Replace(", n.", " OR n.", StringComparison.Ordinal);
            return Rows($"SELECT {keys("n")}, {differences} FROM main.{Quote(table)} AS n JOIN seed.{Quote(table)} AS o ON {same} WHERE {any}")
                .SelectMany(row => compared
                    .Where((column, at) => row[key.Count + at] is 1L && !allowed[column].Contains(Identity(row[..key.Count])))
                    .Select(column => (row[..key.Count], column)));
        }
    }

    private HashSet<string> AllowedKeys(string table, ChangeKind kind, string schema, List<string> key, string? column)
    {
        IEnumerable<AllowedChange> entries = check.UnchangedExcept!.Where(allowed =>
            allowed.Kind == kind
            && string.Equals(allowed.Table, table, StringComparison.OrdinalIgnoreCase)
            && (column is null || allowed.Columns.Count == 0 || allowed.Columns.Contains(column, StringComparer.OrdinalIgnoreCase)));
        return [.. entries.SelectMany(allowed => Rows($"SELECT {string.Join(", ", key.Select(Quote))} FROM {schema}.{Quote(table)} WHERE ({allowed.Where})")).Select(Identity)];
    }

    private List<string> Tables(string schema) =>
        [.. Rows($"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid").Select(row => (string)row[0]!)];

    private (List<string> Columns, List<string> Key) Columns(string schema, string table)
    {
        List<object?[]> rows = [.. Rows($"SELECT name, pk FROM pragma_table_info({Literal(table)}, '{schema}')")];
        return ([.. rows.Select(row => (string)row[0]!)], [.. rows.Where(row => row[1] is > 0L).OrderBy(row => row[1]).Select(row => (string)row[0]!)]);
    }

    private List<object?[]> Rows(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<object?[]> rows = [];
        while (reader.Read())
        {
            object?[] row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }

        return rows;
    }

    private static int Compare(object?[] one, object?[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            int order = (one[i], other[i]) is (long a, long b)
                ? a.CompareTo(b)
                : string.CompareOrdinal(Convert.ToString(one[i], CultureInfo.InvariantCulture), Convert.ToString(other[i], CultureInfo.InvariantCulture));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static string Identity(object?[] key) => string.Join('\u001f', key.Select(part => $"{part?.GetType().Name} {Convert.ToString(part, CultureInfo.InvariantCulture)}"));

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
