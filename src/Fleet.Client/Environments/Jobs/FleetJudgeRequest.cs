using System.Collections;

namespace Fleet.Client;

/// <summary>A submission to be graded by a model of the service, by either <see cref="Rubric"/> or <see cref="Criteria"/>.</summary>
public sealed record FleetJudgeRequest
{
    /// <summary>The instance that the work was done in.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The submission, for example the agent's answer.</summary>
    public string? Submission { get; init; }

    /// <summary>The rubric, as a text.</summary>
    public string? Rubric { get; init; }

    /// <summary>The rubric, as individual criteria.</summary>
    public IReadOnlyList<FleetCriterion> Criteria { get; init; } = [];

    /// <summary>Instructions for the model in addition to the criteria.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>True if the model may explore the instance.</summary>
    public bool Agentic { get; init; }

    /// <summary>The correct answer: a text or a dictionary.</summary>
    public object? GroundTruth { get; init; }

    /// <summary>The problem that was to be solved.</summary>
    public string? Problem { get; init; }

    /// <summary>Further context for the model.</summary>
    public string? Context { get; init; }

    /// <summary>Claims to compare the submission with; they follow the context.</summary>
    public string? ReferenceClaims { get; init; }

    /// <summary>The conversation; the role and content of each message are sent.</summary>
    public IReadOnlyList<FleetTranscriptMessage>? Conversation { get; init; }

    /// <summary>The model that grades.</summary>
    public string? Model { get; init; }

    /// <summary>The provider of that model.</summary>
    public string? Provider { get; init; }

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Files of the instance to collect: a name, and path patterns.</summary>
    public IDictionary? Collect { get; init; }

    /// <summary>Images, each a dictionary with <c>source</c>, <c>label</c> and the values that the source needs.</summary>
    public IEnumerable? Images { get; init; }

    /// <summary>Files, in the same form as the images.</summary>
    public IEnumerable? Files { get; init; }
}
