using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Releases.Events;

/// <summary>Inserts events within one change of the evidence; lives on the writer's thread.</summary>
/// <param name="session">The writer's session.</param>
/// <param name="known">Ids of texts that are on the disk.</param>
internal sealed class EvidenceBatch(StateSession session, IReadOnlyDictionary<string, long> known)
{
    private long _last = session.QueryFirst("SELECT coalesce(max(seq), 0) FROM evidence_event", static row => row.GetInt64(0));

    /// <summary>Ids of texts that this change has looked up or made. They hold once it is on the disk.</summary>
    public Dictionary<string, long> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores an event unless there is one of its run and type.</summary>
    public bool TryInsert(in PreparedEvent prepared)
    {
        RunEvent item = prepared.Event;
        long release = Id(item.ReleaseId);
        int inserted = session.Execute(
            "INSERT INTO evidence_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            _last + 1, item.RunId, item.IsEnd ? 1 : 0, release, item.Timestamp.Instant, item.TraceId, item.SessionId, item.SpanId, prepared.Json);
        if (inserted == 0)
        {
            return false;
        }

        _last++;
        session.Execute(
            "INSERT INTO evidence_fact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            release, item.Timestamp.Instant, _last, Id(item.Environment), Id(item.AgentId), Id(item.TenantId), Id(item.TaskId), item.IsEnd ? 1 : 0,
            Id(item.UsedModel), item.InputTokens, item.OutputTokens, item.CachedInputTokens, item.LatencyMs, item.Success ? 1 : 0);
        return true;
    }

    /// <summary>Whether the stored event of this run and type is this very event.</summary>
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
