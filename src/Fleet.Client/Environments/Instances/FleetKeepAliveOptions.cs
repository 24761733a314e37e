namespace Fleet.Client;

/// <summary>How a background sender keeps an instance alive.</summary>
public sealed record FleetKeepAliveOptions
{
    /// <summary>The interval that the service expects; null takes the instance's own.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The region that the heartbeats name; null takes the instance's own.</summary>
    public string? Region { get; init; }

    /// <summary>How long to send; null sends until the sender is disposed or the instance ends.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Called once, on any thread, when the instance can no longer be kept alive, with the reason.</summary>
    public Action<FleetHeartbeatSender>? Lost { get; init; }
}
