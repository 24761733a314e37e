namespace Fleet.Client;

/// <summary>Options of a background sender of heartbeats.</summary>
public sealed record FleetKeepAliveOptions
{
    /// <summary>The interval that the service expects; null is the instance's own.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The region that the heartbeats name; null is the instance's own.</summary>
    public string? Region { get; init; }

    /// <summary>The time for which to send; null sends until the sender is disposed or the instance ends.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Called once, on any thread, when the instance can no longer be kept alive; the status gives the reason.</summary>
    public Action<FleetHeartbeatSender>? Lost { get; init; }
}
