namespace Fleet;

/// <summary>The answer to a heartbeat.</summary>
public sealed record FleetHeartbeat
{
    /// <summary>The instance that the heartbeat was for.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>True if the service accepted the heartbeat.</summary>
    public bool Success { get; init; }

    /// <summary>The time of the last heartbeat; null if the instance is not monitored.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>The time by which the next heartbeat is due; null if the instance is not monitored.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The interval at which heartbeats are expected; null if the instance is not monitored.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>True if the instance is monitored, so that its lifetime depends on heartbeats.</summary>
    public bool IsMonitored => Interval is not null;

    /// <summary>The id of the instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
