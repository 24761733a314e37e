using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client;

/// <summary>What an instance is made of. What is null is not sent.</summary>
public sealed record FleetInstanceRequest
{
    /// <summary>The environment, as <c>key</c> or <c>key:version</c>; a version that starts with a digit gets a <c>v</c> before it.</summary>
    public required string EnvKey { get; init; }

    /// <summary>The data, as <c>key</c> or <c>key:version</c>, by the same rule.</summary>
    public string? DataKey { get; init; }

    /// <summary>The region; the service chooses when null.</summary>
    public string? Region { get; init; }

    /// <summary>The run that the instance belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>Variables for the environment; an empty dictionary is sent as one.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The kind of image, where the service offers several; <c>mcp</c> is the only known one.</summary>
    public string? ImageType { get; init; }

    /// <summary>How long the instance lives, in whole seconds; more than 0.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>How often a heartbeat is expected, in whole seconds: 30 to 3600. With it the TTL is not applied; three missed beats end the instance.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>The task the instance is for; kept on the result, and named to a server that shows it in the instance. <see cref="ForTask"/> fills the rest from it.</summary>
    public FleetTask? Task { get; init; }

    /// <summary>A request for the environment, data and variables that a task names.</summary>
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
