using Fleet.LocalServer.Environments.Instances;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>One instance's databases as two plain files in their own folder.</summary>
internal sealed class FileDatabases : IInstanceDatabases, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-test-");

    public FileDatabases(params string[] scripts)
    {
        using (SqliteConnection seed = Open("seed", SqliteOpenMode.ReadWriteCreate))
        {
            foreach (string script in scripts)
            {
                Run(seed, script);
            }
        }

        File.Copy(PathOf("seed"), PathOf("current"));
    }

    public IReadOnlyList<string> Names { get; } = ["seed", "current"];

    /// <summary>The number of statements sent by verifiers.</summary>
    public int Queries { get; private set; }

    /// <summary>Changes the current database, as an agent would.</summary>
    public void Change(string sql)
    {
        using SqliteConnection current = Open("current", SqliteOpenMode.ReadWrite);
        Run(current, sql);
    }

    /// <summary>Resets the current database to the seed.</summary>
    public void Reset() => File.Copy(PathOf("seed"), PathOf("current"), overwrite: true);

    public Task<SqlResult> QueryAsync(string database, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct)
    {
        Queries++;
        using SqliteConnection connection = Open(database, readOnly || database == "seed" ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite);
        using SqliteCommand command = connection.CreateCommand();
        // The provider binds by name only; these tests' statements contain no other question marks.
        string[] pieces = sql.Split('?');
        command.CommandText = string.Concat(pieces.Select((piece, i) => i == 0 ? piece : $"?{i}{piece}"));
        for (int i = 0; i < arguments.Count; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", arguments[i] ?? DBNull.Value);
        }

        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            List<object?[]> rows = [];
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
            }

            return Task.FromResult(columns.Length > 0
                ? new SqlResult(columns, rows, null, null, null)
                : new SqlResult(null, null, reader.RecordsAffected, null, null));
        }
        catch (SqliteException error)
        {
            return Task.FromResult(new SqlResult(null, null, null, null, error.Message));
        }
    }

    public Task<IReadOnlyList<TableDescription>> DescribeAsync(string database, CancellationToken ct)
    {
        using SqliteConnection connection = Open(database, SqliteOpenMode.ReadOnly);
        List<TableDescription> tables = [];
        foreach (object?[] table in Rows(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid"))
        {
            IEnumerable<ColumnDescription> columns = Rows(connection, $"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table[0]}')")
                .Select(row => new ColumnDescription((string)row[0]!, (string)row[1]!, row[2] is 1L, row[3] as string, (int)(long)row[4]!));
            tables.Add(new TableDescription((string)table[0]!, (string)table[1]!, [.. columns]));
        }

        return Task.FromResult<IReadOnlyList<TableDescription>>(tables);
    }

    public Task<T> ReadBothAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct)
    {
        using SqliteConnection connection = Open("current", SqliteOpenMode.ReadOnly);
        Run(connection, $"ATTACH DATABASE '{PathOf("seed")}' AS seed");
        return Task.FromResult(read(connection));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<object?[]> Rows(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))];
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(string database, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = PathOf(database), Mode = mode, Pooling = false, ForeignKeys = true };
        SqliteConnection connection = new(settings.ToString());
        connection.Open();
        return connection;
    }

    private string PathOf(string database) => Path.Combine(_folder.FullName, database + ".db");
}
