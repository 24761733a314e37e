using System.Collections;

namespace Fleet.Client;

/// <summary>A submission that a model of the service is to judge. Either <see cref="Rubric"/> or <see cref="Criteria"/> says by what.</summary>
public sealed record FleetJudgeRequest
{
    /// <summary>The instance that the work was done in.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>What is submitted, for example the agent's answer.</summary>
    public string? Submission { get; init; }

    /// <summary>By what it is judged, as a text.</summary>
    public string? Rubric { get; init; }

    /// <summary>By what it is judged, one by one.</summary>
    public IReadOnlyList<FleetCriterion> Criteria { get; init; } = [];

    /// <summary>What the model is told besides the criteria.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Whether the model may look around in the instance.</summary>
    public bool Agentic { get; init; }

    /// <summary>What is right: a text or a dictionary.</summary>
    public object? GroundTruth { get; init; }

    /// <summary>What was asked.</summary>
    public string? Problem { get; init; }

    /// <summary>What else the model is to know.</summary>
    public string? Context { get; init; }

    /// <summary>Claims that the submission is compared with; they follow the context.</summary>
    public string? ReferenceClaims { get; init; }

    /// <summary>What was said; role and content of each message are sent.</summary>
    public IReadOnlyList<FleetTranscriptMessage>? Conversation { get; init; }

    /// <summary>The model that judges.</summary>
    public string? Model { get; init; }

    /// <summary>Who serves that model.</summary>
    public string? Provider { get; init; }

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Files of the instance that are collected: a name, and patterns of paths.</summary>
    public IDictionary? Collect { get; init; }

    /// <summary>Images, each a dictionary with <c>source</c>, <c>label</c> and what the source needs.</summary>
    public IEnumerable? Images { get; init; }

    /// <summary>Files, as the images.</summary>
    public IEnumerable? Files { get; init; }
}
