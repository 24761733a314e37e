namespace Fleet;

/// <summary>The result of adding messages to a transcript.</summary>
public sealed record FleetTranscriptResult
{
    /// <summary>The session's id.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The number of messages in the session.</summary>
    public int MessageCount { get; init; }

    /// <summary>True if this call created the session.</summary>
    public bool CreatedNewSession { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
