namespace Fleet;

/// <summary>A job: models working on tasks, or a group of sessions logged by a program.</summary>
public sealed record FleetJob
{
    /// <summary>The id.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The status as reported by the service, for example <c>running</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The creation time, if the service reports it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The id of the workflow that carries out the job, if the service reports it.</summary>
    public string? WorkflowJobId { get; init; }

    /// <summary>True if the status is final: <c>completed</c>, <c>errored</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public bool IsEnded => Status?.ToLowerInvariant() is "completed" or "errored" or "failed" or "cancelled";

    /// <summary>The id.</summary>
    /// <returns><see cref="JobId"/>.</returns>
    public override string ToString() => JobId;
}
