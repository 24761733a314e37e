namespace Fleet.Client;

/// <summary>Which run events are meant. Null means any; an empty text is refused.</summary>
public sealed record FleetRunEventQuery
{
    /// <summary>The release. Needed.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>How far back, for example <c>7d</c>, <c>12h</c> or <c>30m</c>. Needed.</summary>
    public string Window { get; init; } = "";

    /// <summary>Only those of this environment; null is the workspace's default one.</summary>
    public string? Environment { get; init; }

    /// <summary>Only those of this tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only those of this task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Only those of this trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>Only those of this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only those of this span.</summary>
    public string? SpanId { get; init; }

    /// <summary>No more than this many, the newest; null is all.</summary>
    public long? First { get; init; }
}
