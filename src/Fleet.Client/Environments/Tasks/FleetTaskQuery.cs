namespace Fleet.Client;

/// <summary>Which tasks are meant. Null means any; an empty text is refused.</summary>
public sealed record FleetTaskQuery
{
    /// <summary>Only those with these keys. An empty list loads nothing (the original loads everything).</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Only those of this environment.</summary>
    public string? EnvKey { get; init; }

    /// <summary>Only those of this team.</summary>
    public string? TeamId { get; init; }

    /// <summary>Only those of this project.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>Only those of this task project.</summary>
    public string? TaskProjectKey { get; init; }

    /// <summary>Only those that start from this data.</summary>
    public string? DataId { get; init; }

    /// <summary>Only those that start from this version of the data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>Only those for this version of the environment; compared here, the service has no such filter.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Told of each task that cannot be read, and of each key in <see cref="Keys"/> that was not found, as it happens; the others are still listed.
    /// When null, the first such error is thrown after the last good task.
    /// </summary>
    public Action<FleetException>? OnError { get; init; }
}
