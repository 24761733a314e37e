using System.Collections;

namespace Fleet;

/// <summary>One running (or ended) copy of an environment.</summary>
public sealed record FleetInstance
{
    /// <summary>The id: eight hex digits on the local server, in general a DNS-safe label.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The key of the environment, without its version.</summary>
    public string EnvKey { get; init; } = "";

    /// <summary>The environment's version, for example <c>v1.2.7</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The status: <c>pending</c>, <c>running</c>, <c>stopped</c>, <c>error</c>, or one that this release does not know.</summary>
    public string Status { get; init; } = "";

    /// <summary>The first label of the instance's host name.</summary>
    public string? Subdomain { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The time of the last change by the service.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The time at which the instance ended; null while it is alive.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }

    /// <summary>The reason why the instance ended, if the service reports one (the local server does).</summary>
    public string? TerminationReason { get; init; }

    /// <summary>The team that owns the instance.</summary>
    public string? TeamId { get; init; }

    /// <summary>The region the instance runs in.</summary>
    public string? Region { get; init; }

    /// <summary>The variables the instance was created with; values are strings, booleans, longs, doubles, arrays or dictionaries.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The key of the data the instance started from.</summary>
    public string? DataKey { get; init; }

    /// <summary>The version of that data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>The addresses of the instance; an ended instance may have none.</summary>
    public FleetInstanceUrls? Urls { get; init; }

    /// <summary>True if the instance reports itself healthy; null if unknown.</summary>
    public bool? Health { get; init; }

    /// <summary>The run the instance belongs to, if any.</summary>
    public string? RunId { get; init; }

    /// <summary>The profile that created the instance.</summary>
    public string? ProfileId { get; init; }

    /// <summary>The interval at which the service expects heartbeats; null if the instance is not monitored.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>The region to name in heartbeats for this instance.</summary>
    public string? HeartbeatRegion { get; init; }

    /// <summary>The environments of an instance with several of them, as named by the service; null if it names none.</summary>
    public string[]? MultiEnvList { get; init; }

    /// <summary>The task the instance was created for, if this module created it for one.</summary>
    public FleetTask? Task { get; init; }

    /// <summary>The key of that task.</summary>
    public string? TaskKey => Task?.Key;

    /// <summary>The page to open in a browser: the first of the instance's app addresses.</summary>
    public Uri? AppUrl => Urls is { App.Length: > 0 } urls ? urls.App[0] : null;

    /// <summary>True if the service reports the instance as running.</summary>
    public bool IsRunning => string.Equals(Status, "running", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the instance has ended: it has an end time, or a status that only ended instances have.</summary>
    public bool IsEnded => TerminatedAt is not null
        || string.Equals(Status, "stopped", StringComparison.OrdinalIgnoreCase)
        || string.Equals(Status, "error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instance's id.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
