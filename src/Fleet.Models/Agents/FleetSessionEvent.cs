using System.Collections;

namespace Fleet;

/// <summary>An event that a session keeps: a message, a tool's result, a status.</summary>
public sealed record FleetSessionEvent
{
    /// <summary>The session.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The place in the session, from 0 without gaps.</summary>
    public int Offset { get; init; }

    /// <summary>The event's id; <c>id</c> on the wire. Another one than the stream showed.</summary>
    public string EventId { get; init; } = "";

    /// <summary>The exchange it belongs to: a message of the user and all that came of it have the same.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The kind of event: <c>message</c>, <c>tool</c>, <c>status</c>, <c>custom</c>, or a word that is not known here.</summary>
    public string Type { get; init; } = "";

    /// <summary>Who made it: <c>user</c>, <c>ai_agent</c>, <c>system</c>, or a word that is not known here.</summary>
    public string Source { get; init; } = "";

    /// <summary>The parts of a message; empty for other events.</summary>
    public FleetMessagePart[] Parts { get; init; } = [];

    /// <summary>The calls in a message, or the calls with their results in a tool event.</summary>
    public FleetToolCall[] ToolCalls { get; init; } = [];

    /// <summary>The status, for example <c>processing</c>, <c>typing</c>, <c>error</c>; null for other events.</summary>
    public string? Status { get; init; }

    /// <summary>The newest event the agent knew of when it set the status.</summary>
    public int? AcknowledgedOffset { get; init; }

    /// <summary>What came with the status, for example what the agent is doing, or what went wrong.</summary>
    public object? StatusData { get; init; }

    /// <summary>The tags of a message.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Whether a moderation flagged the message, where there is one.</summary>
    public bool? IsFlagged { get; init; }

    /// <summary>The id of who speaks.</summary>
    public string? ParticipantId { get; init; }

    /// <summary>The name of who speaks.</summary>
    public string? ParticipantName { get; init; }

    /// <summary>The data of the event as sent, members that are not known here included.</summary>
    public object? Data { get; init; }

    /// <summary>Free data about the event.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>Whether the event counts as deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>When it was kept.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The event as a person reads it: the text of a message without its reasoning, the tools of a call, the status.</summary>
    public string Text =>
        Array.Exists(Parts, static part => part is { Type: "content", Content: string })
            ? string.Concat(Parts.Where(static part => part.Type == "content").Select(static part => part.Content as string))
            : ToolCalls.Length > 0 ? string.Join<FleetToolCall>(", ", ToolCalls)
            : Status ?? "";

    /// <summary>The event's id.</summary>
    /// <returns><see cref="EventId"/>.</returns>
    public override string ToString() => EventId;
}
