using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>Recorded sessions. Every session's stream is stored anyway; a recording is an id to replay it by.</summary>
internal sealed class RecordingStore(AgentStore store, StreamStore streams)
{
    /// <summary>Returns an id for a recording.</summary>
    public string NextId() => store.Ids.Next();

    /// <summary>Stores a session's recording under its id.</summary>
    public Task AddAsync(string id, long session) =>
        store.Database.Writer.RunAsync(state => state.Execute("INSERT INTO agent_recordings VALUES (?1, ?2)", id, session));

    /// <summary>Finds the session of a recording; null if there is no such recording.</summary>
    public Task<long?> FindAsync(string id) => store.Database.ReadAsync(state =>
        state.QueryFirst("SELECT session FROM agent_recordings WHERE id = ?1", static row => (long?)row.GetInt64(0), id));

    /// <summary>
    /// Records in a replaying session's metadata how far the replay has come, as later servers do: in <c>replay.last_streamed_offset</c>.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The offset in the recording, whose head is 0.</param>
    public Task NoteStreamedAsync(long session, long offset) => store.Database.Writer.RunAsync(state =>
    {
        string? metadata = state.QueryFirst(
            "SELECT metadata FROM agent_sessions WHERE seq = ?1", static row => row.IsDBNull(0) ? null : row.GetString(0), session);
        if (metadata is null || JsonNode.Parse(metadata) is not JsonObject all || all["replay"] is not JsonObject replay)
        {
            // The session has no replay settings of its own.
            return 0;
        }

        replay["last_streamed_offset"] = offset;
        return state.Execute("UPDATE agent_sessions SET metadata = ?2 WHERE seq = ?1", session, Encoding.UTF8.GetString(Answer.ToBytes(all)));
    });

    /// <summary>Reads the stream that answered one message of a recorded session.</summary>
    /// <param name="session">The recorded session.</param>
    /// <param name="turn">The index of the message, from 0.</param>
    /// <returns>The frames in batches; null if the session has fewer messages.</returns>
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
