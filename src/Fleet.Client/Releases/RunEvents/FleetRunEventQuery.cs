namespace Fleet.Client;

/// <summary>A filter on run events. Null means any; an empty text is rejected.</summary>
public sealed record FleetRunEventQuery
{
    /// <summary>The release. Required.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The time window, for example <c>7d</c>, <c>12h</c> or <c>30m</c>. Required.</summary>
    public string Window { get; init; } = "";

    /// <summary>Only events of this environment; null is the workspace's default.</summary>
    public string? Environment { get; init; }

    /// <summary>Only events of this tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only events of this task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Only events of this trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>Only events of this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only events of this span.</summary>
    public string? SpanId { get; init; }

    /// <summary>The maximum number of events, the newest ones; null is all.</summary>
    public long? First { get; init; }
}
