using System.Globalization;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances.Schema;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>
/// Finds the differences between <c>seed</c> and <c>main</c> that a check does not allow. Rows are identified by their key and, if SQLite let a
/// null into it, by rowid as well, because then several rows may have the same key.
/// </summary>
internal sealed class ChangeFinder(SqliteConnection connection, Check check)
{
    private readonly HashSet<string> _ignored = new(check.IgnoreColumns, StringComparer.OrdinalIgnoreCase);
    private readonly DiffSchema _seed = new(connection, "seed");
    private readonly DiffSchema _main = new(connection, "main");

    /// <summary>Lists the changes, each as table, key and change: <c>tickets 12 status</c>, <c>comments 7 removed</c>.</summary>
    public List<string> Find()
    {
        List<string> before = _seed.Tables();
        List<string> after = _main.Tables();
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
        DiffTable before = _seed.Read(table);
        DiffTable now = _main.Read(table);
        if (!before.DeclaredKey.SequenceEqual(now.DeclaredKey) || !before.Columns.SequenceEqual(now.Columns) || before.RowNumber != now.RowNumber)
        {
            return [$"{table} redefined"];
        }

        RowIdentity identity = new(now);
        List<(object?[] Key, string What)> changes =
        [
            .. OnlyIn(now, before, ChangeKind.Added, "added"),
            .. OnlyIn(before, now, ChangeKind.Removed, "removed"),
            .. Changed(),
        ];
        changes.Sort((one, other) => Compare(one.Key, other.Key));
        return changes.Select(change => $"{table} {identity.Show(change.Key)} {change.What}");

        IEnumerable<(object?[], string)> OnlyIn(DiffTable here, DiffTable there, ChangeKind kind, string word)
        {
            HashSet<string> allowed = AllowedRows(here, kind, identity, column: null);
            return Rows($"SELECT {identity.Select("n.")} FROM {here.Quoted} AS n WHERE NOT EXISTS (SELECT 1 FROM {there.Quoted} AS o WHERE {identity.Same})")
                .Where(row => !allowed.Contains(Identity(row)))
                .Select(row => (row, word));
        }

        IEnumerable<(object?[], string)> Changed()
        {
            string[] compared = [.. now.Columns.Where(column => !_ignored.Contains(column) && !identity.Key.Contains(column))];
            if (compared.Length == 0)
            {
                return [];
            }

            Dictionary<string, HashSet<string>> allowed = compared.ToDictionary(
                column => column, column => AllowedRows(now, ChangeKind.Changed, identity, column));
            // The unary plus removes the column's own collation, which may treat 'a' and 'A' as equal.
            string[] differences = [.. compared.Select(TableSchema.Quote).Select(static column => $"+n.{column} IS NOT +o.{column} COLLATE BINARY")];
            return Rows(
                $"SELECT {identity.Select("n.")}, {string.Join(", ", differences)} FROM {now.Quoted} AS n JOIN {before.Quoted} AS o ON {identity.Same} " +
                $"WHERE {string.Join(" OR ", differences)}")
                .SelectMany(row => compared
                    .Where((column, at) => row[identity.Count + at] is 1L && !allowed[column].Contains(Identity(row[..identity.Count])))
                    .Select(column => (row[..identity.Count], column)));
        }
    }

    private HashSet<string> AllowedRows(DiffTable table, ChangeKind kind, RowIdentity identity, string? column)
    {
        IEnumerable<AllowedChange> entries = check.UnchangedExcept!.Where(allowed =>
            allowed.Kind == kind
            && string.Equals(allowed.Table, table.Name, StringComparison.OrdinalIgnoreCase)
            && (column is null || allowed.Columns.Count == 0 || allowed.Columns.Contains(column, StringComparer.OrdinalIgnoreCase)));
        return [.. entries.SelectMany(allowed => Rows($"SELECT {identity.Select("")} FROM {table.Quoted} WHERE ({allowed.Where})")).Select(Identity)];
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

    private static string Identity(object?[] key) =>
        string.Join('\u001f', key.Select(part => $"{part?.GetType().Name} {Convert.ToString(part, CultureInfo.InvariantCulture)}"));
}
