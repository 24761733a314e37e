using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Store;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>Events of a session's stream as they were sent, each ended by a blank line.</summary>
/// <param name="CorrelationId">The exchange they belong to.</param>
/// <param name="First">The number of the first event; a session's events are numbered from 1 without gaps.</param>
/// <param name="Last">The number of the last event.</param>
/// <param name="Frames">Their bytes.</param>
internal sealed record StreamBatch(string CorrelationId, long First, long Last, byte[] Frames)
{
    /// <summary>The bytes of the events after an event number.</summary>
    public ReadOnlyMemory<byte> After(long position)
    {
        ReadOnlyMemory<byte> rest = Frames;
        for (long skipped = First; skipped <= position; skipped++)
        {
            rest = rest[(rest.Span.IndexOf("\n\n"u8) + 2)..];
        }

        return rest;
    }
}

/// <summary>Stores what was streamed, so that an interrupted stream can be resumed, even by another process.</summary>
internal sealed class StreamStore(AgentStore store)
{
    /// <summary>Records that a run has begun.</summary>
    /// <returns>The number of the last event in the session's stream.</returns>
    public Task<long> BeginAsync(long session, string correlationId) => store.Database.Writer.RunAsync(state =>
    {
        state.Execute("INSERT OR REPLACE INTO agent_runs VALUES (?1, ?2)", session, correlationId);
        return ReadLast(state, session);
    });

    /// <summary>Stores what a run has emitted, all or nothing.</summary>
    public Task AppendAsync(long session, StreamBatch? batch, IReadOnlyList<NewEvent> events, bool ended) => store.Database.Writer.RunAsync(state =>
    {
        foreach (NewEvent added in events)
        {
            store.AddEvent(state, session, added);
        }

        if (batch is not null)
        {
            state.Execute("INSERT INTO agent_stream VALUES (?1, ?2, ?3, ?4, ?5)", session, batch.First, batch.Last, batch.Frames, batch.CorrelationId);
        }

        return ended ? state.Execute("DELETE FROM agent_runs WHERE session = ?1", session) : 0;
    });

    /// <summary>Reads the batch with the event after a number, of one exchange or of all; null if there is none.</summary>
    public Task<StreamBatch?> ReadAfterAsync(long session, string? correlationId, long position) => store.Database.ReadAsync(state => state.QueryFirst(
        "SELECT correlation_id, first, last, frames FROM agent_stream "
            + "WHERE session = ?1 AND last > ?2 AND (?3 IS NULL OR correlation_id = ?3) ORDER BY last LIMIT 1",
        static row => new StreamBatch(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)),
        session,
        position,
        correlationId));

    /// <summary>Reads the runs that an earlier process left open: session, correlation id and number of the last event.</summary>
    public Task<List<(long Session, string CorrelationId, long Last)>> ReadOpenAsync() => store.Database.ReadAsync(static state => state
        .Query("SELECT session, correlation_id FROM agent_runs", static row => (Session: row.GetInt64(0), CorrelationId: row.GetString(1)))
        .ConvertAll(run => (run.Session, run.CorrelationId, ReadLast(state, run.Session))));

    private static long ReadLast(StateSession state, long session) => state.QueryFirst(
        "SELECT COALESCE(MAX(last), 0) FROM agent_stream WHERE session = ?1", static (SqliteDataReader row) => row.GetInt64(0), session);
}
