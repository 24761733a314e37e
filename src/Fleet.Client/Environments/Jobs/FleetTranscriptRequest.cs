using System.Collections;

namespace Fleet.Client;

/// <summary>Messages to add to a session, and the session's properties.</summary>
public sealed record FleetTranscriptRequest
{
    /// <summary>The session; null creates one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The messages in order. If there are none, a system message describes the event: that the session begins, or its status.</summary>
    public IReadOnlyList<FleetTranscriptMessage> Messages { get; init; } = [];

    /// <summary>The team, for callers with access to several.</summary>
    public string? TeamId { get; init; }

    /// <summary>The model, for example <c>anthropic/claude-sonnet-4</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The task.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The job that the session belongs to.</summary>
    public string? JobId { get; init; }

    /// <summary>The instance that the work is done in.</summary>
    public string? InstanceId { get; init; }

    /// <summary>
    /// The status: <c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>. By default it is unchanged, and a new session
    /// without messages is <c>running</c>.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Any further data to store with the session.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The time at which the work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The time at which the work ended. By default it is now, if the status is a final one.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The verification that scored the work, see <see cref="FleetVerification.ExecutionId"/>.</summary>
    public string? VerifierExecutionId { get; init; }
}
