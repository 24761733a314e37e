using Fleet.LocalServer.Environments.Instances.Schema;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>Reads which tables two databases on one connection have, and how their rows are told apart.</summary>
internal sealed class DiffSchema(SqliteConnection connection, string schema)
{
    private static readonly string[] s_rowNumbers = ["rowid", "_rowid_", "oid"];

    /// <summary>The database's name on its connection.</summary>
    public string Schema { get; } = schema;

    /// <summary>The tables in the order of their creation, without SQLite's own and those that keep the data of virtual tables.</summary>
    public List<string> Tables()
    {
        using SqliteCommand command = Command(
            $"""
            SELECT name FROM {Schema}.sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = '{Schema}' AND type = 'shadow') ORDER BY rowid
            """);
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>Reads a table.</summary>
    public DiffTable Read(string table)
    {
        List<string> columns = [];
        List<(long Place, string Name)> key = [];
        using (SqliteCommand command = Command($"SELECT name, pk FROM pragma_table_xinfo($table, '{Schema}') WHERE hidden <> 1 ORDER BY cid", table))
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                columns.Add(reader.GetString(0));
                if (reader.GetInt64(1) > 0)
                {
                    key.Add((reader.GetInt64(1), reader.GetString(0)));
                }
            }
        }

        string[] declared = [.. key.Order().Select(static part => part.Name)];
        return new DiffTable(Schema, table, columns, declared, RowNumber(table, columns, declared));
    }

    /// <summary>Whether no value of a column is there twice, so that it tells rows apart.</summary>
    public bool IsUnique(string table, string column)
    {
        string name = TableSchema.Quote(column);
        using SqliteCommand command = Command(
            $"SELECT 1 FROM {Schema}.{TableSchema.Quote(table)} WHERE {name} IS NOT NULL GROUP BY {name} COLLATE BINARY HAVING COUNT(*) > 1 LIMIT 1");
        return command.ExecuteScalar() is null;
    }

    /// <summary>The name by which SQLite's row number is to be had; null where it has none, or is a column by another name.</summary>
    private string? RowNumber(string table, List<string> columns, string[] declaredKey)
    {
        if (s_rowNumbers.FirstOrDefault(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)) is not { } free)
        {
            return null;
        }

        using (SqliteCommand options = Command($"SELECT 1 FROM pragma_table_list WHERE schema = '{Schema}' AND name = $table AND wr", table))
        {
            if (options.ExecuteScalar() is not null)
            {
                return null;
            }
        }

        // An INTEGER PRIMARY KEY is the row number itself, and SQLite answers with its name.
        using SqliteCommand command = Command($"SELECT {free} FROM {Schema}.{TableSchema.Quote(table)} LIMIT 0");
        using SqliteDataReader reader = command.ExecuteReader();
        return declaredKey is [{ } only] && only.Equals(reader.GetName(0), StringComparison.OrdinalIgnoreCase) ? null : free;
    }

    private SqliteCommand Command(string sql, string? table = null)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the schema and are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (table is not null)
        {
            command.Parameters.AddWithValue("$table", table);
        }

        return command;
    }
}

/// <summary>A table of one of the two databases.</summary>
/// <param name="Schema">The database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="DeclaredKey">The columns of its primary key, in the key's order; empty when it has none.</param>
/// <param name="RowNumber">The name of SQLite's row number where that is no column of the table.</param>
internal sealed record DiffTable(string Schema, string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> DeclaredKey, string? RowNumber)
{
    /// <summary>Its name for SQL.</summary>
    public string Quoted => $"{Schema}.{TableSchema.Quote(Name)}";

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);
}
