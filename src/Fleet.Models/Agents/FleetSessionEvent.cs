using System.Collections;

namespace Fleet;

/// <summary>An event stored in a session: a message, a tool's result, a status.</summary>
public sealed record FleetSessionEvent
{
    /// <summary>The session.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The position in the session, counted from 0 without gaps.</summary>
    public int Offset { get; init; }

    /// <summary>The event's id; <c>id</c> on the wire. It differs from the id in the stream.</summary>
    public string EventId { get; init; } = "";

    /// <summary>The exchange the event belongs to. A user's message and everything that results from it share it.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The kind of event: <c>message</c>, <c>tool</c>, <c>status</c>, <c>custom</c>, or one that this release does not know.</summary>
    public string Type { get; init; } = "";

    /// <summary>The event's author: <c>user</c>, <c>ai_agent</c>, <c>system</c>, or a value that this release does not know.</summary>
    public string Source { get; init; } = "";

    /// <summary>The parts of a message; empty for other events.</summary>
    public FleetMessagePart[] Parts { get; init; } = [];

    /// <summary>The calls in a message, or the calls with their results in a tool event.</summary>
    public FleetToolCall[] ToolCalls { get; init; } = [];

    /// <summary>The status, for example <c>processing</c>, <c>typing</c>, <c>error</c>; null for other events.</summary>
    public string? Status { get; init; }

    /// <summary>The newest event that the agent had seen when it set the status.</summary>
    public int? AcknowledgedOffset { get; init; }

    /// <summary>The details of the status, for example the agent's current activity, or an error.</summary>
    public object? StatusData { get; init; }

    /// <summary>The tags of a message.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>True if moderation flagged the message; null without moderation.</summary>
    public bool? IsFlagged { get; init; }

    /// <summary>The id of the participant.</summary>
    public string? ParticipantId { get; init; }

    /// <summary>The name of the participant.</summary>
    public string? ParticipantName { get; init; }

    /// <summary>The event's data as sent, unknown members included.</summary>
    public object? Data { get; init; }

    /// <summary>Free data about the event.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>True if the event is marked as deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The time at which it was stored.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The event in readable form: the text of a message without its reasoning, the tools of a call, or the status.</summary>
    public string Text =>
        Array.Exists(Parts, static part => part is { Type: "content", Content: string })
            ? string.Concat(Parts.Where(static part => part.Type == "content").Select(static part => part.Content as string))
            : ToolCalls.Length > 0 ? string.Join<FleetToolCall>(", ", ToolCalls)
            : Status ?? "";

    /// <summary>The event's id.</summary>
    /// <returns><see cref="EventId"/>.</returns>
    public override string ToString() => EventId;
}
