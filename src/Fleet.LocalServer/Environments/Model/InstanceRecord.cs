namespace Fleet.LocalServer.Environments.Model;

/// <summary>An instance as it is kept.</summary>
internal sealed record InstanceRecord
{
    public const string Running = "running";
    public const string Stopped = "stopped";

    /// <summary>Its place in the order of creation; 0 until it is stored.</summary>
    public long Sequence { get; init; }

    public required string Id { get; init; }

    public required string EnvKey { get; init; }

    public required string Version { get; init; }

    public string Status { get; init; } = Running;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? TerminatedAt { get; init; }

    public string? TerminationReason { get; init; }

    public required string Region { get; init; }

    public string? EnvVariables { get; init; }

    public string? DataKey { get; init; }

    public string? DataVersion { get; init; }

    /// <summary>The file name of its seed database.</summary>
    public required string Seed { get; init; }

    public string? RunId { get; init; }

    /// <summary>The key of the task it was made for, as the caller named it; null when none was.</summary>
    public string? TaskKey { get; init; }

    /// <summary>Seconds between heartbeats; null when there are none.</summary>
    public int? HeartbeatInterval { get; init; }

    /// <summary>Seconds it may live when there are no heartbeats.</summary>
    public required long TtlSeconds { get; init; }

    /// <summary>The last heartbeat that is stored; a running instance knows a later one.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => Status == Running;

    /// <summary>The instance as it is once ended.</summary>
    public InstanceRecord End(DateTimeOffset now, string reason) =>
        this with { Status = Stopped, UpdatedAt = now, TerminatedAt = now, TerminationReason = reason };
}
