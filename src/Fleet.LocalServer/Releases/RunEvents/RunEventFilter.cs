using Fleet.LocalServer.Releases.Model;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>Which events are meant. A null filter lets all through, and so does an empty environment, tenant or task.</summary>
internal sealed record RunEventFilter
{
    public required string ReleaseId { get; init; }

    public required Window Window { get; init; }

    public string? Environment { get; init; }

    public string? TenantId { get; init; }

    public string? TaskId { get; init; }

    public string? TraceId { get; init; }

    public string? SessionId { get; init; }

    public string? SpanId { get; init; }

    /// <summary>Only the events among the first so many that were stored: what is read page by page stays the same while events arrive.</summary>
    public long? AsOf { get; init; }
}
