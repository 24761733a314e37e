using Fleet.LocalServer.Store;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>Inserts events within one change; used on the writer's thread.</summary>
/// <param name="session">The writer's session.</param>
/// <param name="statements">The writer's statements.</param>
/// <param name="known">The ids of texts that are on disk.</param>
internal sealed class RunEventBatch(StateSession session, RunEventStatements statements, Dictionary<string, long> known)
{
    private long _last = session.QueryFirst("SELECT coalesce(max(seq), 0) FROM evidence_event", static row => row.GetInt64(0));

    /// <summary>The ids of texts that this change has looked up or created. They are valid once the change is on disk.</summary>
    public Dictionary<string, long> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores an event unless its run already has one of its type.</summary>
    public bool TryInsert(in PreparedEvent prepared)
    {
        RunEvent item = prepared.Event;
        long release = Id(item.ReleaseId);
        long isEnd = item.IsEnd ? 1 : 0;
        int inserted = statements.InsertEvent
            .Bind(1, _last + 1)
            .Bind(2, item.RunId)
            .Bind(3, isEnd)
            .Bind(4, release)
            .Bind(5, item.Timestamp.Instant)
            .Bind(6, item.TraceId)
            .Bind(7, item.SessionId)
            .Bind(8, item.SpanId)
            .Bind(9, prepared.Json)
            .Run();
        if (inserted == 0)
        {
            return false;
        }

        _last++;
        statements.InsertFact
            .Bind(1, release)
            .Bind(2, item.Timestamp.Instant)
            .Bind(3, _last)
            .Bind(4, Id(item.Environment))
            .Bind(5, Id(item.AgentId))
            .Bind(6, Id(item.TenantId))
            .Bind(7, Id(item.TaskId))
            .Bind(8, isEnd)
            .Bind(9, Id(item.UsedModel))
            .Bind(10, item.InputTokens)
            .Bind(11, item.OutputTokens)
            .Bind(12, item.CachedInputTokens)
            .Bind(13, item.LatencyMs)
            .Bind(14, item.Success ? 1L : 0)
            .Run();
        return true;
    }

    /// <summary>True if the stored event of this run and type is identical.</summary>
    public bool IsStored(PreparedEvent prepared) => session.QueryFirst(
        "SELECT json FROM evidence_event WHERE run_id = ?1 AND is_end = ?2",
        row => row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(prepared.Json),
        prepared.Event.RunId,
        prepared.Event.IsEnd ? 1 : 0);

    private long Id(string text)
    {
        if (known.TryGetValue(text, out long id) || Found.TryGetValue(text, out id))
        {
            return id;
        }

        id = session.QueryFirst("SELECT id FROM evidence_text WHERE text = ?1", static row => row.GetInt64(0), text);
        if (id == 0)
        {
            id = session.QueryFirst("INSERT INTO evidence_text (text) VALUES (?1) RETURNING id", static row => row.GetInt64(0), text);
        }

        Found.Add(text, id);
        return id;
    }
}

/// <summary>The statements that insert events, prepared once for the writer's connection.</summary>
internal sealed class RunEventStatements(SqliteConnection connection) : IDisposable
{
    public RawStatement InsertEvent { get; } = new(connection, "INSERT INTO evidence_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING");

    public RawStatement InsertFact { get; } = new(connection, "INSERT INTO evidence_fact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");

    public void Dispose()
    {
        InsertEvent.Dispose();
        InsertFact.Dispose();
    }
}
