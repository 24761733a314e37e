using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>Recorded sessions. What a session streams is kept in any case: a recording is the name it can be replayed by.</summary>
internal sealed class RecordingStore(AgentStore store, StreamStore streams)
{
    /// <summary>An id for a recording.</summary>
    public string NextId() => store.Ids.Next();

    /// <summary>Gives a session's recording its name.</summary>
    public Task AddAsync(string id, long session) =>
        store.Database.Writer.RunAsync(state => state.Execute("INSERT INTO agent_recordings VALUES (?1, ?2)", id, session));

    /// <summary>The session that a recording is of; null when there is no such recording.</summary>
    public Task<long?> FindAsync(string id) => store.Database.ReadAsync(state =>
        state.QueryFirst("SELECT session FROM agent_recordings WHERE id = ?1", static row => (long?)row.GetInt64(0), id));

    /// <summary>Notes in a session that replays a recording how far it has come, as later servers do: <c>replay.last_streamed_offset</c> of its metadata.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The place in the recording, whose head is 0.</param>
    public Task NoteStreamedAsync(long session, long offset) => store.Database.Writer.RunAsync(state =>
    {
        string? metadata = state.QueryFirst("SELECT metadata FROM agent_sessions WHERE seq = ?1", static row => row.IsDBNull(0) ? null : row.GetString(0), session);
        if (metadata is null || JsonNode.Parse(metadata) is not JsonObject all || all["replay"] is not JsonObject replay)
        {
            // The session was made without settings of its own.
            return 0;
        }

        replay["last_streamed_offset"] = offset;
        return state.Execute("UPDATE agent_sessions SET metadata = ?2 WHERE seq = ?1", session, Encoding.UTF8.GetString(Answer.ToBytes(all)));
    });

    /// <summary>What was streamed in answer to a message of a recorded session.</summary>
    /// <param name="session">The session that was recorded.</param>
    /// <param name="turn">Which message, from 0.</param>
    /// <returns>The frames in batches; null when there were not so many messages.</returns>
    public async Task<List<StreamBatch>?> ReadTurnAsync(long session, int turn)
    {
        List<EventRecord> messages = await store.ReadEventsAsync(session, EventFilter.All with { Source = "user", Types = ["message"] });
        if (turn >= messages.Count)
        {
            return null;
        }

        List<StreamBatch> batches = [];
        for (long position = 0; await streams.ReadAfterAsync(session, messages[turn].Content.CorrelationId, position) is { } batch; position = batch.Last)
        {
            batches.Add(batch);
        }

        return batches;
    }
}
