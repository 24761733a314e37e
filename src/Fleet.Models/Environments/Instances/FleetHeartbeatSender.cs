namespace Fleet;

/// <summary>A snapshot of a background sender that keeps one instance alive.</summary>
public sealed record FleetHeartbeatSender
{
    /// <summary>The instance that is kept alive.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The run of that instance, if known.</summary>
    public string? RunId { get; init; }

    /// <summary>The time between two heartbeats.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The time at which the sender stops by itself; null if only closing the instance stops it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The number of heartbeats accepted by the service.</summary>
    public long Sent { get; init; }

    /// <summary>The sender's status: <c>running</c>, <c>stopped</c> or <c>lost</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>The reason why the sender stopped, or the last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>True while the sender is active.</summary>
    public bool IsRunning => Status == "running";

    /// <summary>The id of the instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
