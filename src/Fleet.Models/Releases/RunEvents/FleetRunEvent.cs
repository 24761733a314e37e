using System.Collections;

namespace Fleet;

/// <summary>A run event, the evidence that releases are judged by: one run of an agent, with its usage and its outcome.</summary>
public sealed record FleetRunEvent
{
    /// <summary>The kind of event: <c>run_end</c> or <c>run_start</c>.</summary>
    public string Type { get; init; } = "run_end";

    /// <summary>The time of the event, sent in UTC to the microsecond.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The workspace it belongs to.</summary>
    public string WorkspaceId { get; init; } = "ws_local";

    /// <summary>The agent that ran.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The release of the agent that ran.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The run's id. One event is stored per run: a second one with the same id is skipped.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The tenant the run was for; may be empty.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The task of the run; may be empty.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>The environment of the run, for example <c>production</c>.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The session the run was part of.</summary>
    public string? SessionId { get; init; }

    /// <summary>The trace of the run.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span within that trace.</summary>
    public string? SpanId { get; init; }

    /// <summary>The run's latency in milliseconds; null if unknown.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>True if the run succeeded.</summary>
    public bool Success { get; init; } = true;

    /// <summary>The kind of error the run ended with.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The provider of the model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The input tokens charged at the full rate.</summary>
    public long InputTokens { get; init; }

    /// <summary>The output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The input tokens read from the cache. They are charged separately and not included in <see cref="InputTokens"/>.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>The tools used in the run.</summary>
    public FleetToolUse[] Tools { get; init; } = [];

    /// <summary>The user's own labels, by name.</summary>
    public IDictionary Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The run's id.</summary>
    /// <returns><see cref="RunId"/>.</returns>
    public override string ToString() => RunId;
}
