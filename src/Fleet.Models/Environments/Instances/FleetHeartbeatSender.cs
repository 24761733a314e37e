namespace Fleet;

/// <summary>A background sender that keeps one instance alive: what it is doing at the moment it was asked.</summary>
public sealed record FleetHeartbeatSender
{
    /// <summary>The instance that is kept alive.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The run of that instance, if known.</summary>
    public string? RunId { get; init; }

    /// <summary>The time between two heartbeats.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>When the sender stops by itself; null when only closing the instance stops it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many heartbeats were taken by the server.</summary>
    public long Sent { get; init; }

    /// <summary>The <c>running</c>, <c>stopped</c> or <c>lost</c> state of the sender.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why the sender no longer runs, or the last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the sender still sends.</summary>
    public bool IsRunning => Status == "running";

    /// <summary>The id of the instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
