namespace Fleet.Client;

/// <summary>A filter on tasks. Null means any; an empty text is rejected.</summary>
public sealed record FleetTaskQuery
{
    /// <summary>Only tasks with these keys. An empty list loads nothing (the original loads everything).</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Only tasks of this environment.</summary>
    public string? EnvKey { get; init; }

    /// <summary>Only tasks of this team.</summary>
    public string? TeamId { get; init; }

    /// <summary>Only tasks of this project.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>Only tasks of this task project.</summary>
    public string? TaskProjectKey { get; init; }

    /// <summary>Only tasks that start from this data.</summary>
    public string? DataId { get; init; }

    /// <summary>Only tasks that start from this version of the data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>Only tasks for this version of the environment; compared by the client, since the service has no such filter.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Called for each task that cannot be read, and for each key in <see cref="Keys"/> that was not found, as it happens; the others are still listed.
    /// If null, the first such error is thrown after the last good task.
    /// </summary>
    public Action<FleetException>? OnError { get; init; }
}
