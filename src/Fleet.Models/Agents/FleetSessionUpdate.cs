using System.Collections;

namespace Fleet;

/// <summary>What a stream tells while an agent answers: a status, or a piece of a message.</summary>
public sealed record FleetSessionUpdate : IStreamItem
{
    private string? _streamId;

    /// <summary>The kind of update: <c>status</c>, <c>chunk</c>, or a word that is not known here.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The session.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The exchange; the stored events have the same.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The message that the piece belongs to; another id than the stored event has.</summary>
    public string? EventId { get; init; }

    /// <summary>The id that the stream gave to the update, if it gave one.</summary>
    public string? StreamId
    {
        get => _streamId;
        init => _streamId = value;
    }

    /// <summary>The status, for example <c>processing</c>, <c>typing</c>, <c>error</c>; null for other updates.</summary>
    public string? Status { get; init; }

    /// <summary>What came with the status, for example what the agent is doing, or what went wrong.</summary>
    public object? StatusData { get; init; }

    /// <summary>The text that this update adds to its message; null when it adds none.</summary>
    public string? Delta { get; init; }

    /// <summary>How long the text of the message is with this update.</summary>
    public int Length { get; init; }

    /// <summary>The text of the message with this update; made when it is read.</summary>
    public string Text => Source?.First(Length) ?? "";

    /// <summary>Whether the text is the agent's reasoning and not its answer.</summary>
    public bool IsReasoning { get; init; }

    /// <summary>The number of the piece, as the agent counts.</summary>
    public int? Sequence { get; init; }

    /// <summary>The steps by which the message grows.</summary>
    public FleetPatchOperation[] Patches { get; init; } = [];

    /// <summary>Whether the steps fitted the message as it was; what does not fit is kept, and changes nothing.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Free data about the update, for example the agent's name.</summary>
    public IDictionary? Metadata
    {
        get => field ??= MetadataSource?.Invoke();
        init;
    }

    /// <summary>When the piece was made.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The data as sent, of updates that are not known here or cannot be read.</summary>
    public string? Raw { get; init; }

    /// <summary>Makes the metadata when it is wanted: that of a million pieces would cost more than all the rest of them.</summary>
    internal Func<IDictionary?>? MetadataSource { get; init; }

    /// <summary>The text that the updates of a message share.</summary>
    internal MessageText? Source { get; init; }

    void IStreamItem.Identify(string id) => _streamId = id;

    /// <summary>The update as a person reads it.</summary>
    /// <returns>The text it adds, or the status, or else the kind of update.</returns>
    public override string ToString() => Delta ?? Status ?? Kind;
}
