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

    /// <summary>The server's word: <c>pending</c>, <c>running</c>, <c>stopped</c>, <c>error</c>, or one this release does not know.</summary>
    public string Status { get; init; } = "";

    /// <summary>The first label of the instance's host name.</summary>
    public string? Subdomain { get; init; }

    /// <summary>When the instance was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the server last changed the instance.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When the instance ended; null while it lives.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }

    /// <summary>Why the instance ended, where the server says so (the local server does).</summary>
    public string? TerminationReason { get; init; }

    /// <summary>The team that owns the instance.</summary>
    public string? TeamId { get; init; }

    /// <summary>The region the instance runs in.</summary>
    public string? Region { get; init; }

    /// <summary>The variables the instance was made with; values are strings, booleans, longs, doubles, arrays or dictionaries.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The key of the data the instance started from.</summary>
    public string? DataKey { get; init; }

    /// <summary>The version of that data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>Where the instance can be reached; an ended instance may have none.</summary>
    public FleetInstanceUrls? Urls { get; init; }

    /// <summary>Whether the instance says that it is healthy; null when the server does not know.</summary>
    public bool? Health { get; init; }

    /// <summary>The run the instance belongs to, if any.</summary>
    public string? RunId { get; init; }

    /// <summary>The profile that made the instance.</summary>
    public string? ProfileId { get; init; }

    /// <summary>How often the server expects a heartbeat; null when the instance is not monitored.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>The region that a heartbeat for this instance names.</summary>
    public string? HeartbeatRegion { get; init; }

    /// <summary>The environments of an instance that holds several, as the service names them; null where it names none.</summary>
    public string[]? MultiEnvList { get; init; }

    /// <summary>The task the instance was made from, when it was made from one by this module.</summary>
    public FleetTask? Task { get; init; }

    /// <summary>The key of that task.</summary>
    public string? TaskKey => Task?.Key;

    /// <summary>The page a person opens: the first of the instance's app addresses.</summary>
    public Uri? AppUrl => Urls is { App.Length: > 0 } urls ? urls.App[0] : null;

    /// <summary>Whether the server says that the instance runs.</summary>
    public bool IsRunning => string.Equals(Status, "running", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the instance has ended: it has an end time, or a status that only ended instances have.</summary>
    public bool IsEnded => TerminatedAt is not null
        || string.Equals(Status, "stopped", StringComparison.OrdinalIgnoreCase)
        || string.Equals(Status, "error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instance's id.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
