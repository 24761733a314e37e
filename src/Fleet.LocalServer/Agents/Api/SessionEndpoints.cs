using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Agents.Streams;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>The routes for sessions and their stored events.</summary>
/// <param name="store">The store of sessions.</param>
/// <param name="recordings">The store of recordings.</param>
/// <param name="runs">Starts agents that greet the user.</param>
/// <param name="exact">True to reproduce the original's defects.</param>
internal sealed class SessionEndpoints(AgentStore store, RecordingStore recordings, AgentRuns runs, bool exact)
{
    private const string SessionId = "session_id";
    private const int MaxTitle = 200;
    private const string Recording = "recording";

    public void Map(AgentRoutes routes)
    {
        routes.Add(
            "/api/sessions",
            new AgentOperation(HttpMethods.Post, "Creates a session.", CreateAsync),
            new AgentOperation(HttpMethods.Get, "Lists the caller's sessions.", ListAsync));
        routes.Add($"/api/sessions/{{{SessionId}}}", new AgentOperation(HttpMethods.Get, "Returns a session.", RetrieveAsync));
        routes.Add($"/api/sessions/{{{SessionId}}}/events", new AgentOperation(HttpMethods.Get, "Lists a session's events.", ListEventsAsync));
    }

    private async Task CreateAsync(HttpContext http)
    {
        RequestFields call = await AgentCall.ReadAsync(http);
        bool greet = call.Query.FlagOrNull("allow_greeting") ?? false;
        string agentId = call.Body.Text("agent_id", AgentIds.Length, AgentIds.Length);
        string? id = call.Body.TextOrNull("id", AgentIds.Length, AgentIds.Length);
        string? title = call.Body.TextOrNull("title", 0, MaxTitle);
        string mode = (exact ? null : call.Body.ChoiceOrNull("mode", "auto", "manual", "record", "replay")) ?? "auto";
        JsonElement? metadata = exact ? null : call.Body.FindObject("metadata");
        call.ThrowIfInvalid();

        UserRecord user = await store.GetUserAsync(Caller.Name(http));
        AgentRecord agent = await store.FindAgentAsync(agentId) ?? throw ApiException.BadRequest($"Agent with ID {agentId} not found");
        string? recording = mode == "record" ? recordings.NextId() : null;
        string? kept = Metadata(metadata, recording);
        if (mode == "replay")
        {
            await RequireRecordingAsync(metadata);
        }

        SessionRecord session = await store.AddSessionAsync(
            id, once: !exact, (newId, now) => new SessionRecord(0, newId, agent.Id, user.Id, title, mode, kept, now));
        if (recording is not null)
        {
            await recordings.AddAsync(recording, session.Sequence);
        }

        if (greet)
        {
            await runs.GreetAsync(session, agent);
        }

        await Answer.BytesAsync(http, new JsonText().Write(session, withNulls: false, later: !exact).Written, StatusCodes.Status201Created);
    }

    /// <summary>The caller's metadata plus, for a recorded session, the id under which it can be replayed.</summary>
    private static string? Metadata(JsonElement? given, string? recording)
    {
        if (given is null && recording is null)
        {
            return null;
        }

        JsonText json = new JsonText().OpenObject();
        foreach (JsonProperty member in given?.EnumerateObject().Where(member => recording is null || member.Name != Recording) ?? [])
        {
            json.Name(member.Name).Value(member.Value);
        }

        if (recording is not null)
        {
            json.Name(Recording).OpenObject().Field("recording_id", recording).CloseObject();
        }

        return Encoding.UTF8.GetString(json.CloseObject().Written.Span);
    }

    private async Task RequireRecordingAsync(JsonElement? metadata)
    {
        JsonElement replay = metadata?.TryGetProperty("replay", out JsonElement said) == true ? said : default;
        if (ReplayRunner.Fault(replay) is { } fault)
        {
            throw ApiException.BadRequest($"metadata.replay: {fault}");
        }

        // A session without a recording uses the runner's own.
        if (replay.ValueKind == JsonValueKind.Object && replay.TryGetProperty("recording_id", out JsonElement id)
            && await recordings.FindAsync(id.GetString()!) is null)
        {
            throw ApiException.BadRequest($"Recording with ID {id.GetString()} not found");
        }
    }

    private async Task ListAsync(HttpContext http)
    {
        RequestFields call = RequestFields.Read(http);
        UserRecord user = await store.GetUserAsync(Caller.Name(http));
        List<SessionRecord> sessions = await store.ReadSessionsAsync(user.Id, call.Query.TextOrNull("agent_id"));
        await Answer.BytesAsync(http, new JsonText().WriteList(sessions, (json, session) => json.Write(session, withNulls: true, later: !exact)).Written);
    }

    private async Task RetrieveAsync(HttpContext http)
    {
        RequestFields call = RequestFields.Read(http);
        string id = call.PathId(SessionId);
        call.ThrowIfInvalid();
        await store.GetUserAsync(Caller.Name(http));
        SessionRecord session = await store.FindSessionAsync(id) ?? throw ApiException.NotFound($"Session with ID {id} not found");
        await Answer.BytesAsync(http, new JsonText().Write(session, withNulls: false, later: !exact).Written);
    }

    private async Task ListEventsAsync(HttpContext http)
    {
        RequestFields call = RequestFields.Read(http);
        string id = call.PathId(SessionId);
        EventFilter filter = new(
            call.Query.NearestWholeOrNull("min_offset") ?? long.MinValue,
            call.Query.ChoiceOrNull("source", "user", "ai_agent", "system"),
            call.Query.TextOrNull("correlation_id"),
            exact ? [] : call.QueryList("types").Choices("types", "message", "tool", "status", "custom"));
        if (exact && call.Query.Has("types"))
        {
            // The original's declaration of this parameter rejects every value.
            call.Query.Add("types", "Input should be a valid list", "list_type");
        }

        call.ThrowIfInvalid();
        await store.GetUserAsync(Caller.Name(http));
        SessionRecord session = await store.FindSessionAsync(id)
            ?? throw ApiException.BadRequest($"Cannot list events for non-existent session with ID {id}");
        List<EventRecord> events = await store.ReadEventsAsync(session.Sequence, filter);
        if (exact && events.Find(static e => !e.Content.IsSound) is { } unsound)
        {
            // The original validates stored events as it reads them, and fails for good.
            throw new InvalidDataException($"The event {unsound.Id} of the session {id} cannot be returned in a response.");
        }

        await Answer.BytesAsync(http, new JsonText().WriteList(events, static (json, e) => json.Write(e)).Written);
    }
}
