namespace Fleet;

/// <summary>What was said in one session of a model on one task, and what came of it. In a list the messages are left out.</summary>
public sealed record FleetTranscript
{
    /// <summary>The session's id.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The job it belongs to, if known.</summary>
    public string? JobId { get; init; }

    /// <summary>The task, as far as the service tells it.</summary>
    public FleetTask? Task { get; init; }

    /// <summary>The key of the task, or its id where the service tells no more.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The instance that was worked in, as it was then.</summary>
    public FleetInstance? Instance { get; init; }

    /// <summary>The id of that instance.</summary>
    public string? InstanceId => Instance?.InstanceId;

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The status in the service's own word: <c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the work ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many steps it took.</summary>
    public int? StepCount { get; init; }

    /// <summary>The verification of the work, if there was one.</summary>
    public FleetVerification? Verification { get; init; }

    /// <summary>The score of that verification.</summary>
    public double? Score => Verification?.Score;

    /// <summary>Whether the work was verified and passed.</summary>
    public bool Passed => Verification is { Passed: true };

    /// <summary>The messages in their order; null when they were not read.</summary>
    public FleetTranscriptMessage[]? Messages { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
