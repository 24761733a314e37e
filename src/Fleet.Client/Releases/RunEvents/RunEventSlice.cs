using System.Globalization;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>A checked query for run events, as requests say it.</summary>
internal sealed record RunEventSlice
{
    private readonly FleetRunEventQuery _query;

    private RunEventSlice(FleetRunEventQuery query) => _query = query;

    /// <summary>As of which number of stored events to read; only of a service that told one.</summary>
    public string? AsOf { get; init; }

    /// <summary>The end of the window; only of a service that told <see cref="AsOf"/>.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks a query.</summary>
    /// <exception cref="FleetValidationException">A filter is empty, or the window is none.</exception>
    public static RunEventSlice Of(FleetRunEventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        FleetCheck.Filled(query.ReleaseId, nameof(query.ReleaseId));
        ReleasesCheck.Window(query.Window, nameof(query.Window));
        FleetCheck.Filter(query.Environment, nameof(query.Environment));
        FleetCheck.Filter(query.TenantId, nameof(query.TenantId));
        FleetCheck.Filter(query.TaskId, nameof(query.TaskId));
        FleetCheck.Filter(query.TraceId, nameof(query.TraceId));
        FleetCheck.Filter(query.SessionId, nameof(query.SessionId));
        FleetCheck.Filter(query.SpanId, nameof(query.SpanId));
        return new RunEventSlice(query);
    }

    /// <summary>What tells this query from another, for a file that is to be gone on with.</summary>
    public string Identity => Path("", 0, null);

    /// <summary>The request for a page.</summary>
    public FleetRequest List(long offset, int limit) => Request(Path("/v1/runs", offset, limit)) with { Resource = ("release", _query.ReleaseId) };

    /// <summary>The request for lines; without a limit, as many as the service gives at once.</summary>
    public FleetRequest Export(long offset, int? limit) => Request(Path("/v1/runs/export", offset, limit)) with { Resource = ("release", _query.ReleaseId) };

    private static FleetRequest Request(string path) => new() { Method = HttpMethod.Get, Service = FleetService.Releases, PathAndQuery = path };

    private string Path(string path, long offset, int? limit) => FleetPath.Query(
        path,
        ("release_id", _query.ReleaseId),
        ("window", _query.Window),
        ("limit", limit?.ToString(CultureInfo.InvariantCulture)),
        ("offset", offset.ToString(CultureInfo.InvariantCulture)),
        ("environment", _query.Environment),
        ("tenant_id", _query.TenantId),
        ("task_id", _query.TaskId),
        ("trace_id", _query.TraceId),
        ("session_id", _query.SessionId),
        ("span_id", _query.SpanId),
        ("until", Until is { } until ? RunEventWire.Time(until) : null),
        ("as_of", AsOf));
}
