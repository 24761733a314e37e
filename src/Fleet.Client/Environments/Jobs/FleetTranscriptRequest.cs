using System.Collections;

namespace Fleet.Client;

/// <summary>Messages that are to be added to a session, and what is known of it.</summary>
public sealed record FleetTranscriptRequest
{
    /// <summary>The session; null makes one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The messages in their order. With none, a message of the system says what happens: that the session begins, or its status.</summary>
    public IReadOnlyList<FleetTranscriptMessage> Messages { get; init; } = [];

    /// <summary>The team, for those who may write for several.</summary>
    public string? TeamId { get; init; }

    /// <summary>The model, for example <c>anthropic/claude-sonnet-4</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The task.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The job that the session belongs to.</summary>
    public string? JobId { get; init; }

    /// <summary>The instance that is worked in.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The status: <c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>. Unset, it stays, and a new session without messages is <c>running</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Whatever else is to be kept of the session.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>When the work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the work ended. Unset, it is now where the status is one of the end.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The verification that judged the work, see <see cref="FleetVerification.ExecutionId"/>.</summary>
    public string? VerifierExecutionId { get; init; }
}
