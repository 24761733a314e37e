using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Runs agents of one type.</summary>
internal interface IRunner
{
    /// <summary>Answers the latest message. An exception fails the run.</summary>
    Task RunAsync(RunContext run, CancellationToken cancellationToken);
}

/// <summary>The subject of a run, and the channel for its output.</summary>
internal sealed class RunContext(
    AgentRecord agent, SessionRecord session, IReadOnlyList<EventRecord> history, string text, TimeProvider clock, ChannelWriter<RunItem> items)
{
    private readonly JsonElement _speaker = Speak(agent, null);

    public AgentRecord Agent => agent;

    public SessionRecord Session => session;

    /// <summary>All events of the session, including the message to answer.</summary>
    public IReadOnlyList<EventRecord> History => history;

    /// <summary>The message to answer; empty when the agent speaks first.</summary>
    public string Text => text;

    public TimeProvider Clock => clock;

    /// <summary>The offset of the newest event when the run began; null if there was none.</summary>
    public long? LastOffset => history.Count == 0 ? null : history[^1].Offset;

    /// <summary>Emits a status.</summary>
    public ValueTask EmitAsync(StatusItem status, CancellationToken cancellationToken) => items.WriteAsync(status, cancellationToken);

    /// <summary>Emits a change to a document.</summary>
    public ValueTask EmitAsync(Chunk chunk, CancellationToken cancellationToken) =>
        items.WriteAsync(new ChunkItem(chunk, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond), cancellationToken);

    /// <summary>Appends text to a document.</summary>
    public ValueTask EmitTextAsync(string eventId, string piece, CancellationToken cancellationToken) =>
        EmitAsync(new Chunk(eventId, 0, [new PatchOperation("add", "/-", ToElement(piece))], _speaker), cancellationToken);

    /// <summary>Returns the metadata of this agent's chunks.</summary>
    /// <param name="more">An object with more members; null for none.</param>
    public JsonElement Speaker(JsonElement? more = null) => more is null ? _speaker : Speak(agent, more);

    /// <summary>Creates an id for a document.</summary>
    public static string NewEventId() => Guid.NewGuid().ToString("D");

    /// <summary>Converts a string to a JSON value.</summary>
    public static JsonElement ToElement(string text) => JsonSerializer.SerializeToElement(text, TextJson.Default.String);

    private static JsonElement Speak(AgentRecord agent, JsonElement? more)
    {
        JsonObject speaker = new() { ["agent_id"] = agent.Id, ["agent_name"] = agent.Name };
        foreach (JsonProperty member in more is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject() : default)
        {
            speaker[member.Name] = JsonPatch.ToNode(member.Value);
        }

        return JsonSerializer.SerializeToElement(speaker, TextJson.Default.JsonObject);
    }
}

/// <summary>Serializes strings and objects as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
[System.Text.Json.Serialization.JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class TextJson : System.Text.Json.Serialization.JsonSerializerContext;
