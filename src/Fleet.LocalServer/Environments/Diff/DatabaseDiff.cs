using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>
/// Compares two databases on one connection, <c>seed</c> (before) and <c>main</c> (after), table by table. SQLite finds the differences, so only
/// changed rows are ever read.
/// </summary>
internal sealed class DatabaseDiff(SqliteConnection connection, DiffFilter filter, bool fromSeed = true)
{
    private readonly DiffSchema _before = new(connection, fromSeed ? "seed" : "main");
    private readonly DiffSchema _after = new(connection, fromSeed ? "main" : "seed");

    /// <summary>Writes an object with a member for each table: first the tables of the seed, then the new ones.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        List<string> before = _before.Tables();
        List<string> after = _after.Tables();
        writer.WriteStartObject();
        foreach (string table in before.Union(after, StringComparer.OrdinalIgnoreCase).Where(filter.Takes))
        {
            bool was = before.Contains(table, StringComparer.OrdinalIgnoreCase);
            bool isThere = after.Contains(table, StringComparer.OrdinalIgnoreCase);
            writer.WritePropertyName(table);
            WriteTable(writer, table, was ? _before.Read(table) : null, isThere ? _after.Read(table) : null);
        }

        writer.WriteEndObject();
    }

    private void WriteTable(Utf8JsonWriter writer, string name, DiffTable? before, DiffTable? after)
    {
        TableDiff diff = new(connection, filter, before, after, FindKey(before ?? after!, after ?? before!));
        writer.WriteStartObject();
        writer.WriteString("table_name", name);
        writer.WriteStartArray("primary_key");
        foreach (string column in diff.Key)
        {
            writer.WriteStringValue(column);
        }

        writer.WriteEndArray();
        long added = diff.WriteAdded(writer);
        long removed = diff.WriteRemoved(writer);
        long modified = diff.WriteModified(writer);
        writer.WriteNumber("unchanged_count", diff.CountAfter() - added - modified);
        writer.WriteNumber("total_changes", added + removed + modified);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Returns the primary key that both sides declare; failing that, a column <c>id</c> with unique values; failing that, SQLite's rowid. If the
    /// sides share none of these, returns the new side's own key, and no rows are matched.
    /// </summary>
    private IReadOnlyList<string> FindKey(DiffTable before, DiffTable after)
    {
        if (after.DeclaredKey.Count > 0 && after.DeclaredKey.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(before.DeclaredKey))
        {
            return before.DeclaredKey;
        }

        if (after.Columns.FirstOrDefault(static column => column.Equals("id", StringComparison.OrdinalIgnoreCase)) is { } id
            && before.Has(id) && IsUnique(before, id) && IsUnique(after, id))
        {
            return [id];
        }

        return after.RowNumber is { } number && before.RowNumber == number ? [number]
            : after.DeclaredKey.Count > 0 ? after.DeclaredKey
            : after.Columns;
    }

    private bool IsUnique(DiffTable table, string column) => (table.Schema == _before.Schema ? _before : _after).IsUnique(table.Name, column);
}
