using System.Net.ServerSentEvents;
using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>
/// Replays a recorded session: the first message gets the first recorded answer, and so on, at the recorded speed, faster or slower. The recording
/// and the speed come from the session's metadata or, failing that, from the settings.
/// </summary>
internal sealed class ReplayRunner : IRunner
{
    private const double AsRecorded = 1;
    private readonly RecordingStore _recordings;
    private readonly JsonElement _settings;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="FormatException">The settings are invalid.</exception>
    public ReplayRunner(RecordingStore recordings, JsonElement settings)
    {
        _recordings = recordings;
        _settings = settings.ValueKind == JsonValueKind.Object ? settings.Clone() : default;
        if (Fault(_settings) is { } fault)
        {
            throw new FormatException(fault);
        }
    }

    /// <summary>Returns the first fault of a replay's settings; null if they are valid.</summary>
    public static string? Fault(JsonElement settings) =>
        settings.ValueKind != JsonValueKind.Object ? null
        : settings.TryGetProperty("recording_id", out JsonElement id) && id.ValueKind != JsonValueKind.String ? "'recording_id' must be a text"
        : settings.TryGetProperty("pacing", out JsonElement pacing) && !(pacing.ValueKind == JsonValueKind.Number && pacing.GetDouble() is >= 0 and <= 1000)
            ? "'pacing' must be a number from 0 to 1000"
        : null;

    public async Task RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        using JsonDocument? metadata = run.Session.Metadata is { } text ? JsonDocument.Parse(text) : null;
        JsonElement own = metadata?.RootElement is { } members
            && members.TryGetProperty("replay", out JsonElement replay)
            && replay.ValueKind == JsonValueKind.Object
            ? replay
            : default;
        string id = Setting(own, "recording_id")?.GetString() ?? throw new InvalidOperationException("The session names no recording to replay.");
        double pacing = Setting(own, "pacing")?.GetDouble() ?? AsRecorded;
        long recorded = await _recordings.FindAsync(id) ?? throw new InvalidOperationException($"There is no recording '{id}'.");
        int turn = run.History.Count(static e => e.Content is { Source: "user", Type: "message" }) - 1;
        List<StreamBatch> batches = await _recordings.ReadTurnAsync(recorded, turn)
            ?? throw new InvalidOperationException($"The recording '{id}' ends after {turn} messages.");
        List<SseItem<JsonElement>> items = [.. batches.SelectMany(Read)];
        int streamed = 0;
        try
        {
            await PlayAsync(run, items, pacing, () => streamed++, cancellationToken);
        }
        finally
        {
            if (streamed > 0)
            {
                // A recording starts with its head, then come the messages and the events that answered them, numbered throughout.
                await _recordings.NoteStreamedAsync(run.Session.Sequence, turn + batches[0].First + streamed);
            }
        }

        await run.EmitAsync(new StatusItem(StatusItem.Completed), cancellationToken);
    }

    private static async Task PlayAsync(RunContext run, List<SseItem<JsonElement>> items, double pacing, Action onStreamed, CancellationToken cancellationToken)
    {
        Dictionary<string, int> lastChunks = new(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].EventType == "chunk")
            {
                lastChunks[items[i].Data.GetProperty("event_id").GetString()!] = i;
            }
        }

        double? before = null;
        for (int i = 0; i < items.Count; i++)
        {
            JsonElement data = items[i].Data;
            if (items[i].EventType == "status")
            {
                await run.EmitAsync(Status(run, data), cancellationToken);
                onStreamed();
                continue;
            }

            double at = data.GetProperty("timestamp").GetDouble();
            if (before is { } last && at > last && pacing > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds((at - last) * pacing), run.Clock, cancellationToken);
            }

            before = at;
            string eventId = data.GetProperty("event_id").GetString()!;
            PatchOperation[] patches = [.. data.GetProperty("patches").EnumerateArray().Select(Patch)];
            await run.EmitAsync(new Chunk(eventId, data.GetProperty("seq").GetInt64(), patches, data.GetProperty("metadata")), cancellationToken);
            onStreamed();
            if (lastChunks[eventId] == i)
            {
                // The end of a message is not streamed: a message is finished when nothing more is added to it.
                await run.EmitAsync(new StatusItem(StatusItem.Ready, eventId, run.LastOffset), cancellationToken);
            }
        }
    }

    private static StatusItem Status(RunContext run, JsonElement data)
    {
        JsonElement said = data.GetProperty("data");
        string? eventId = data.GetProperty("id").GetString();
        return new StatusItem(
            said.GetProperty("status").GetString()!,
            eventId is "" ? null : eventId,
            said.TryGetProperty("acknowledged_offset", out _) ? run.LastOffset : null,
            said.TryGetProperty("data", out JsonElement more) ? more : null);
    }

    private static PatchOperation Patch(JsonElement patch) => new(
        patch.GetProperty("op").GetString()!,
        patch.GetProperty("path").GetString()!,
        patch.TryGetProperty("value", out JsonElement value) ? value : default,
        patch.TryGetProperty("from", out JsonElement from) ? from.GetString() : null);

    private static IEnumerable<SseItem<JsonElement>> Read(StreamBatch batch) =>
        SseParser.Create(new MemoryStream(batch.Frames), static (_, data) =>
        {
            Utf8JsonReader reader = new(data);
            return JsonElement.ParseValue(ref reader);
        }).Enumerate();

    private JsonElement? Setting(JsonElement own, string name) =>
        own.ValueKind == JsonValueKind.Object && own.TryGetProperty(name, out JsonElement mine) ? mine
        : _settings.ValueKind == JsonValueKind.Object && _settings.TryGetProperty(name, out JsonElement usual) ? usual
        : null;
}
