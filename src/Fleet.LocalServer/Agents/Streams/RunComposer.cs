using System.Text;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>The outcome of an item: the event to store and the items to send.</summary>
internal readonly record struct Composed(NewEvent? Stored, IReadOnlyList<RunItem> Sent)
{
    public static Composed Nothing { get; } = new(null, []);
}

/// <summary>Turns the items a runner emits into the events to store and to stream.</summary>
/// <param name="correlationId">The correlation id of the exchange.</param>
/// <param name="exact">True to drop chunks that arrive out of order, as the original does.</param>
/// <param name="log">Receives a warning for each chunk or message dropped.</param>
internal sealed class RunComposer(string correlationId, bool exact, ServerLog log)
{
    private static readonly string[] s_known = ["acknowledged", "cancelled", "processing", "ready", "typing", "error", "completed"];
    private readonly Dictionary<string, EventDocument> _documents = new(StringComparer.Ordinal);

    /// <summary>True once the runner has reported completion.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Processes an item.</summary>
    public Composed Take(RunItem item)
    {
        try
        {
            return item switch
            {
                ChunkItem chunk => Take(chunk),
                StatusItem { Status: StatusItem.Completed } => Complete(),
                StatusItem { Status: StatusItem.Ready } ready => new Composed(Finish(ready.EventId), []),
                StatusItem status => new Composed(Store(status), [status]),
                _ => Composed.Nothing,
            };
        }
        catch (ChunkRefusedException e)
        {
            log.Warn($"{correlationId}: {e.Message}");
            return Composed.Nothing;
        }
    }

    private Composed Take(ChunkItem item)
    {
        if (!_documents.TryGetValue(item.Chunk.EventId, out EventDocument? document))
        {
            _documents[item.Chunk.EventId] = document = new EventDocument(exact);
        }

        IReadOnlyList<Chunk> applied = document.Apply(item.Chunk);
        bool isUnchanged = applied is [{ } only] && ReferenceEquals(only, item.Chunk);
        return new Composed(null, isUnchanged ? [item] : [.. applied.Select(chunk => item with { Chunk = chunk })]);
    }

    private Composed Complete()
    {
        IsCompleted = true;
        return Composed.Nothing;
    }

    private NewEvent? Finish(string? eventId)
    {
        if (eventId is null || !_documents.Remove(eventId, out EventDocument? document))
        {
            throw new ChunkRefusedException($"'ready' for '{eventId}', which has no document.");
        }

        return FinishedEvent.Make(document, correlationId);
    }

    private NewEvent Store(StatusItem status)
    {
        JsonText json = new(JsonStyle.Error);
        json.OpenObject().Field("type", "status").Field("status", status.Status).Field("acknowledged_offset", status.AcknowledgedOffset).Name("data");
        _ = status.Data is { } data ? json.Value(data) : json.Value((string?)null);
        string text = Encoding.UTF8.GetString(json.CloseObject().Written.Span);
        return new NewEvent(correlationId, "status", "ai_agent", text, null, !status.IsUnwritable && s_known.Contains(status.Status));
    }
}
