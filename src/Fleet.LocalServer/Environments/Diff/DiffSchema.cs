using Fleet.LocalServer.Environments.Instances.Schema;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>Reads the schema of one of the databases on a connection: its tables and the ways to identify their rows.</summary>
internal sealed class DiffSchema(SqliteConnection connection, string schema)
{
    private static readonly string[] s_rowNumbers = ["rowid", "_rowid_", "oid"];

    /// <summary>The database's name on the connection.</summary>
    public string Schema { get; } = schema;

    /// <summary>Returns the tables in creation order, without SQLite's internal tables and the shadow tables of virtual tables.</summary>
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

    /// <summary>Reads the description of a table.</summary>
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

    /// <summary>Returns true if no value occurs twice in a column, so that it can identify rows.</summary>
    public bool IsUnique(string table, string column)
    {
        string name = TableSchema.Quote(column);
        using SqliteCommand command = Command(
            $"SELECT 1 FROM {Schema}.{TableSchema.Quote(table)} WHERE {name} IS NOT NULL GROUP BY {name} COLLATE BINARY HAVING COUNT(*) > 1 LIMIT 1");
        return command.ExecuteScalar() is null;
    }

    /// <summary>Returns the name of SQLite's rowid; null if the table has none or declares it as a column.</summary>
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

        // An INTEGER PRIMARY KEY is an alias for the rowid: SQLite then reports the column under its own name.
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
/// <param name="Schema">The database's name on the connection.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="DeclaredKey">The columns of the primary key, in key order; empty if there is none.</param>
/// <param name="RowNumber">The name of SQLite's rowid; null if the table has none or declares it as a column.</param>
internal sealed record DiffTable(string Schema, string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> DeclaredKey, string? RowNumber)
{
    /// <summary>The quoted and qualified name for use in SQL.</summary>
    public string Quoted => $"{Schema}.{TableSchema.Quote(Name)}";

    /// <summary>Returns true if a column exists.</summary>
    public bool Has(string column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);
}
