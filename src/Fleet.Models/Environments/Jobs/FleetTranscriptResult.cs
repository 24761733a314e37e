namespace Fleet;

/// <summary>What the service says after messages were added to a transcript.</summary>
public sealed record FleetTranscriptResult
{
    /// <summary>The session's id.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>How many messages the session has now.</summary>
    public int MessageCount { get; init; }

    /// <summary>Whether the session was made by this.</summary>
    public bool CreatedNewSession { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
