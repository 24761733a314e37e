using Fleet.LocalServer.Core;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Store;

/// <summary>
/// The database with the server's state. All changes go through <see cref="Writer"/>; reads use connections of their own, which a write never blocks.
/// </summary>
internal sealed class StateDatabase : IAsyncDisposable
{
    private readonly string _readString;
    private readonly SqliteConnection _writing;

    private StateDatabase(SqliteConnection writing, string path)
    {
        _writing = writing;
        _readString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString();
        Writer = new WriteQueue(writing);
    }

    /// <summary>The queue for all changes.</summary>
    public WriteQueue Writer { get; }

    /// <summary>Opens the database, creating it if it does not exist.</summary>
    /// <exception cref="ServerSetupException">The database cannot be opened.</exception>
    public static StateDatabase Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            // FULL: an acknowledged change is on disk even if the power fails. The writer spreads the cost over many changes.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");
            Execute(connection, "CREATE TABLE IF NOT EXISTS schema_parts (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
            return new StateDatabase(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new ServerSetupException($"The state '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Migrates the tables of a part.</summary>
    /// <exception cref="ServerSetupException">The tables were written by a newer server.</exception>
    public Task MigrateAsync(ISchemaPart part) => Writer.RunAsync(session =>
    {
        long version = session.QueryFirst("SELECT version FROM schema_parts WHERE name = ?1", static row => row.GetInt64(0), part.Name);
        if (version > part.Steps.Count)
        {
            throw new ServerSetupException(
                $"The data folder was written by a newer server: '{part.Name}' has version {version}, this server knows {part.Steps.Count}.");
        }

        for (int step = (int)version; step < part.Steps.Count; step++)
        {
            Execute(session.Connection, part.Steps[step]);
        }

        if (version < part.Steps.Count)
        {
            session.Execute(
                "INSERT INTO schema_parts VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET version = excluded.version", part.Name, part.Steps.Count);
        }

        return part.Steps.Count;
    });

    /// <summary>Reads, after all changes queued so far.</summary>
    public async Task<T> ReadAsync<T>(Func<StateSession, T> read)
    {
        await Writer.DrainAsync();
        await using SqliteConnection connection = new(_readString);
        connection.Open();
        using StateSession session = new(connection);
        return read(session);
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection(_readString));
        await _writing.DisposeAsync();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
