namespace Fleet;

/// <summary>The answer to a heartbeat.</summary>
public sealed record FleetHeartbeat
{
    /// <summary>The instance the heartbeat was for.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Whether the server took the heartbeat.</summary>
    public bool Success { get; init; }

    /// <summary>When the server last heard of the instance; null when the instance is not monitored.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>When the next heartbeat is due; null when the instance is not monitored.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How often a heartbeat is expected; null when the instance is not monitored.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Whether the instance is monitored, so that heartbeats decide how long it lives.</summary>
    public bool IsMonitored => Interval is not null;

    /// <summary>The id of the instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
