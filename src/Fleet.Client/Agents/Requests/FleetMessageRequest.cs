namespace Fleet.Client;

/// <summary>A message to a session's agent, and how its stream is read.</summary>
public sealed record FleetMessageRequest
{
    /// <summary>The session, 10 characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the user says.</summary>
    public required string Content { get; init; }

    /// <summary>
    /// How long the stream may be silent before it counts as dead: an open connection says nothing about the agent. Two minutes unless set;
    /// <see cref="Timeout.InfiniteTimeSpan"/> sets no limit.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long to try to take up a stream that was cut, counted from the cut; 30 s unless set, nothing for not at all. It can be where
    /// the service numbers its events and gives them again, as the local server does: nothing is lost then and nothing comes twice. Where
    /// it does not, a cut is an error at once.
    /// </summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes that one event of the stream may have; 1 MiB unless set.</summary>
    public int MaxEventBytes { get; init; } = 1024 * 1024;
}
