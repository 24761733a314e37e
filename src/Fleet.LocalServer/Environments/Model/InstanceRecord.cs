namespace Fleet.LocalServer.Environments.Model;

/// <summary>An instance as stored.</summary>
internal sealed record InstanceRecord
{
    public const string Running = "running";
    public const string Stopped = "stopped";

    /// <summary>The position in creation order; 0 until the instance is stored.</summary>
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

    /// <summary>The file name of the seed database.</summary>
    public required string Seed { get; init; }

    public string? RunId { get; init; }

    /// <summary>The key of the task the instance was created for, as the caller gave it; null if there is none.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The seconds between heartbeats; null if the instance has none.</summary>
    public int? HeartbeatInterval { get; init; }

    /// <summary>The instance's lifetime in seconds if it has no heartbeats.</summary>
    public required long TtlSeconds { get; init; }

    /// <summary>The last heartbeat stored; a running instance may have received a later one.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    public bool IsRunning => Status == Running;

    /// <summary>Returns a copy of the record, marked as ended.</summary>
    public InstanceRecord End(DateTimeOffset now, string reason) =>
        this with { Status = Stopped, UpdatedAt = now, TerminatedAt = now, TerminationReason = reason };
}
