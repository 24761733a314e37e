using System.Collections;

namespace Fleet;

/// <summary>A piece of release evidence: one run of an agent, with what it used and how it ended.</summary>
public sealed record FleetRunEvent
{
    /// <summary>What is told: <c>run_end</c>, or <c>run_start</c>.</summary>
    public string Type { get; init; } = "run_end";

    /// <summary>When it happened. It is sent in UTC, to the microsecond.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The workspace it belongs to.</summary>
    public string WorkspaceId { get; init; } = "ws_local";

    /// <summary>The agent that ran.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The release of the agent that ran.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The run's own id. An event is stored once for each: a second one under the same id is passed over.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The customer it ran for; may be empty.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The task it ran; may be empty.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>The environment it ran in, for example <c>production</c>.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The session it was part of.</summary>
    public string? SessionId { get; init; }

    /// <summary>The trace it can be found under.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span within that trace.</summary>
    public string? SpanId { get; init; }

    /// <summary>How long it took, in milliseconds; null is not known.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool Success { get; init; } = true;

    /// <summary>What kind of error it ended with.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Who serves the model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The tokens that the model read at its full rate.</summary>
    public long InputTokens { get; init; }

    /// <summary>The tokens that the model wrote.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The tokens that the model read from its cache. They are charged besides <see cref="InputTokens"/>, so they do not count there.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>The tools it used.</summary>
    public FleetToolUse[] Tools { get; init; } = [];

    /// <summary>Texts of one's own about it, by name.</summary>
    public IDictionary Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The run's own id.</summary>
    /// <returns><see cref="RunId"/>.</returns>
    public override string ToString() => RunId;
}
