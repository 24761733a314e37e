using Fleet.LocalServer.Releases.Model;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>A selection of events. A null criterion matches everything, and so does an empty environment, tenant or task.</summary>
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

    /// <summary>Limits the selection to the first so many events stored, so that it does not change between pages as new events arrive.</summary>
    public long? AsOf { get; init; }
}
