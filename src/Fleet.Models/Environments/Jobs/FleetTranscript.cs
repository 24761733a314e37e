namespace Fleet;

/// <summary>The messages of one session of a model on one task, and the outcome. In a list the messages are omitted.</summary>
public sealed record FleetTranscript
{
    /// <summary>The session's id.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The job it belongs to, if known.</summary>
    public string? JobId { get; init; }

    /// <summary>The task, as far as the service describes it.</summary>
    public FleetTask? Task { get; init; }

    /// <summary>The key of the task, or its id if the service reports nothing else.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The instance that was worked in, as it was then.</summary>
    public FleetInstance? Instance { get; init; }

    /// <summary>The id of that instance.</summary>
    public string? InstanceId => Instance?.InstanceId;

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The status in the service's own word: <c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The start time of the work.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The end time of the work.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The number of steps.</summary>
    public int? StepCount { get; init; }

    /// <summary>The verification of the work, if there was one.</summary>
    public FleetVerification? Verification { get; init; }

    /// <summary>The score of that verification.</summary>
    public double? Score => Verification?.Score;

    /// <summary>True if the work was verified and passed.</summary>
    public bool Passed => Verification is { Passed: true };

    /// <summary>The messages in order; null if they were not read.</summary>
    public FleetTranscriptMessage[]? Messages { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
