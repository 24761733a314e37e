namespace Fleet;

/// <summary>A job: models that work on tasks, or the group of sessions that a program logs.</summary>
public sealed record FleetJob
{
    /// <summary>The id.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The status in the service's own word, for example <c>running</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When it was made, where the service says so.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The id of the workflow that carries it out, where the service says so.</summary>
    public string? WorkflowJobId { get; init; }

    /// <summary>Whether it has come to its end: <c>completed</c>, <c>errored</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public bool IsEnded => Status?.ToLowerInvariant() is "completed" or "errored" or "failed" or "cancelled";

    /// <summary>The id.</summary>
    /// <returns><see cref="JobId"/>.</returns>
    public override string ToString() => JobId;
}
