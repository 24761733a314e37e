namespace Fleet.Client;

/// <summary>A message to a session's agent, with the settings for reading its stream.</summary>
public sealed record FleetMessageRequest
{
    /// <summary>The session, 10 characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user's message.</summary>
    public required string Content { get; init; }

    /// <summary>
    /// The longest silence before the stream counts as dead: an open connection says nothing about the agent. Two minutes by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> sets no limit.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The time in which a stream that was cut is resumed, counted from the cut; 30 s by default, zero for never. Resuming is possible where
    /// the service numbers its events and can send them again, as the local server does: nothing is lost or repeated. Where
    /// it does not, a cut is an immediate error.
    /// </summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum size of one event of the stream, in bytes; 1 MiB by default.</summary>
    public int MaxEventBytes { get; init; } = 1024 * 1024;
}
