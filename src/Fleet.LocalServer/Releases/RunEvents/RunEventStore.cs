using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>A validated event, with its JSON as it appears in answers.</summary>
internal readonly record struct PreparedEvent(RunEvent Event, byte[] Json)
{
    /// <summary>Serializes an event.</summary>
    public static PreparedEvent From(RunEvent read, JsonText scratch)
    {
        scratch.Clear();
        read.Write(scratch);
        return new PreparedEvent(read, scratch.ToArray());
    }
}

/// <summary>The outcome of an ingest.</summary>
/// <param name="Inserted">The number of new events.</param>
/// <param name="Duplicates">The runs whose event was already stored.</param>
/// <param name="Conflicts">The runs for which a different event was already stored; it was kept.</param>
internal sealed record IngestResult(int Inserted, IReadOnlyList<string> Duplicates, IReadOnlyList<string> Conflicts);

/// <summary>Stores the run events.</summary>
internal sealed class RunEventStore : IAsyncDisposable
{
    private const int MostKnownTexts = 50_000;

    private readonly StateDatabase _database;

    // The connection string of readers.
    private readonly string _readString;

    // The ids of texts that are on disk. Only the writer's thread uses it.
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    private readonly RunEventStatements _statements;

    private RunEventStore(StateDatabase database, string path, RunEventStatements statements)
    {
        _database = database;
        _statements = statements;
        _readString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString();
    }

    /// <summary>Opens the store, creating it if it does not exist.</summary>
    public static async Task<RunEventStore> OpenAsync(string path)
    {
        StateDatabase database = StateDatabase.Open(path);
        await database.MigrateAsync(new RunEventSchema());
        RunEventStatements statements = await database.Writer.RunAsync(static session =>
        {
            // Run ids come in random order: the cache keeps enough of their index in memory that inserts seldom read. A larger log means fewer
            // checkpoints.
            session.Execute("PRAGMA cache_size = -65536");
            session.Execute("PRAGMA wal_autocheckpoint = 8000");
            return new RunEventStatements(session.Connection);
        });
        return new RunEventStore(database, path, statements);
    }

    /// <summary>Opens a reader on a connection of its own.</summary>
    public RunEventReader OpenReader() => RunEventReader.Open(_readString);

    /// <summary>Changes the run events in one transaction; see <see cref="Insert"/>.</summary>
    public Task<T> ChangeAsync<T>(Func<StateSession, RunEventBatch, T> work)
    {
        RunEventBatch? batch = null;
        return _database.Writer.RunAsync(
            session =>
            {
                batch = new RunEventBatch(session, _statements, _known);
                return work(session, batch);
            },
            _ => Remember(batch!));
    }

    /// <summary>Stores events, all or nothing.</summary>
    public static IngestResult Insert(RunEventBatch batch, IEnumerable<PreparedEvent> events)
    {
        int inserted = 0;
        List<string> duplicates = [];
        List<string> conflicts = [];
        foreach (PreparedEvent prepared in events)
        {
            if (batch.TryInsert(prepared))
            {
                inserted++;
            }
            else
            {
                (batch.IsStored(prepared) ? duplicates : conflicts).Add(prepared.Event.RunId);
            }
        }

        return new IngestResult(inserted, duplicates, conflicts);
    }

    /// <summary>Deletes all events.</summary>
    public Task ClearAsync() => _database.Writer.RunAsync(
        session =>
        {
            foreach (string table in (string[])["evidence_text", "evidence_event", "evidence_fact", "given_answer"])
            {
                session.Execute($"DELETE FROM {table}");
            }

            return true;
        },
        _ => _known.Clear());

    public async ValueTask DisposeAsync()
    {
        // Pending changes are still carried out, so the statements are disposed after the writer.
        SqliteConnection.ClearPool(new SqliteConnection(_readString));
        await _database.DisposeAsync();
        _statements.Dispose();
    }

    private void Remember(RunEventBatch batch)
    {
        if (_known.Count > MostKnownTexts)
        {
            _known.Clear();
        }

        foreach ((string text, long id) in batch.Found)
        {
            _known[text] = id;
        }
    }
}
