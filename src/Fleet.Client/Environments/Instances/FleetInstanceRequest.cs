using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client;

/// <summary>The values of a new instance. Null values are not sent.</summary>
public sealed record FleetInstanceRequest
{
    /// <summary>The environment, as <c>key</c> or <c>key:version</c>; a <c>v</c> is put before a version that starts with a digit.</summary>
    public required string EnvKey { get; init; }

    /// <summary>The data, as <c>key</c> or <c>key:version</c>, by the same rule.</summary>
    public string? DataKey { get; init; }

    /// <summary>The region; null lets the service choose.</summary>
    public string? Region { get; init; }

    /// <summary>The run that the instance belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>Variables for the environment; an empty dictionary is sent as such.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The kind of image, if the service offers several; <c>mcp</c> is the only known one.</summary>
    public string? ImageType { get; init; }

    /// <summary>The lifetime of the instance, in whole seconds; more than 0.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The interval of the expected heartbeats, in whole seconds: 30 to 3600. It replaces the TTL; three missed heartbeats end the instance.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>
    /// The task that the instance is for; copied to the result, and sent to a server that displays it in the instance. <see cref="ForTask"/> fills in the
    /// rest from it.
    /// </summary>
    public FleetTask? Task { get; init; }

    /// <summary>Creates a request for the environment, data and variables that a task names.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The request.</returns>
    /// <exception cref="FleetValidationException">The task names no environment.</exception>
    public static FleetInstanceRequest ForTask(FleetTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new FleetInstanceRequest
        {
            EnvKey = task.EnvKey is { Length: > 0 } envKey ? envKey : throw FleetCheck.Failed(nameof(EnvKey), $"the task '{task.Key}' names no environment"),
            DataKey = string.IsNullOrEmpty(task.DataKey) ? null : task.DataKey,
            EnvVariables = task.EnvVariables is { Count: > 0 } variables ? variables : null,
            Task = task,
        };
    }
}
