using System.Collections;

namespace Fleet;

/// <summary>An update streamed while an agent answers: a status, or a piece of a message.</summary>
public sealed record FleetSessionUpdate : IStreamItem
{
    private string? _streamId;

    /// <summary>The kind of update: <c>status</c>, <c>chunk</c>, or one that this release does not know.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The session.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The exchange, shared with the stored events.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The message that the piece belongs to. The stored event has a different id.</summary>
    public string? EventId { get; init; }

    /// <summary>The update's id in the stream, if it has one.</summary>
    public string? StreamId
    {
        get => _streamId;
        init => _streamId = value;
    }

    /// <summary>The status, for example <c>processing</c>, <c>typing</c>, <c>error</c>; null for other updates.</summary>
    public string? Status { get; init; }

    /// <summary>The details of the status, for example the agent's current activity, or an error.</summary>
    public object? StatusData { get; init; }

    /// <summary>The text that this update adds to its message; null if it adds none.</summary>
    public string? Delta { get; init; }

    /// <summary>The length of the message's text, this update included.</summary>
    public int Length { get; init; }

    /// <summary>The text of the message, this update included; computed when it is read.</summary>
    public string Text => Source?.First(Length) ?? "";

    /// <summary>True if the text is the agent's reasoning rather than its answer.</summary>
    public bool IsReasoning { get; init; }

    /// <summary>The sequence number that the agent gave to the piece.</summary>
    public int? Sequence { get; init; }

    /// <summary>The operations that the update applies to the message.</summary>
    public FleetPatchOperation[] Patches { get; init; } = [];

    /// <summary>True if the operations could be applied to the message. Others are kept but have no effect.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Free data about the update, for example the agent's name.</summary>
    public IDictionary? Metadata
    {
        get => field ??= MetadataSource?.Invoke();
        init;
    }

    /// <summary>The creation time of the piece.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The data as sent, for updates that are unknown or cannot be read.</summary>
    public string? Raw { get; init; }

    /// <summary>Creates the metadata on demand: for a million pieces it would cost more than everything else.</summary>
    internal Func<IDictionary?>? MetadataSource { get; init; }

    /// <summary>The text shared by all updates of a message.</summary>
    internal MessageText? Source { get; init; }

    void IStreamItem.Identify(string id) => _streamId = id;

    /// <summary>The update in readable form.</summary>
    /// <returns>The text it adds, or the status, or else the kind of update.</returns>
    public override string ToString() => Delta ?? Status ?? Kind;
}
