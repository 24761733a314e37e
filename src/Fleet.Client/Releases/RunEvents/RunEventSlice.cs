using System.Globalization;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>A checked query for run events, in the form of requests.</summary>
internal sealed record RunEventSlice
{
    private readonly string _releaseId;
    private readonly string _window;
    private readonly (string Name, string? Value)[] _filters;

    // The one place where the filters are checked and get their names on the wire.
    private RunEventSlice(FleetRunEventQuery query)
    {
        _releaseId = FleetCheck.Filled(query.ReleaseId, nameof(query.ReleaseId));
        _window = ReleasesCheck.Window(query.Window, nameof(query.Window));
        _filters =
        [
            ("environment", FleetCheck.Filter(query.Environment, nameof(query.Environment))),
            ("tenant_id", FleetCheck.Filter(query.TenantId, nameof(query.TenantId))),
            ("task_id", FleetCheck.Filter(query.TaskId, nameof(query.TaskId))),
            ("trace_id", FleetCheck.Filter(query.TraceId, nameof(query.TraceId))),
            ("session_id", FleetCheck.Filter(query.SessionId, nameof(query.SessionId))),
            ("span_id", FleetCheck.Filter(query.SpanId, nameof(query.SpanId))),
        ];
    }

    /// <summary>The number of stored events as of which to read; only for a service that reported one.</summary>
    public string? AsOf { get; init; }

    /// <summary>The end of the window; only for a service that reported <see cref="AsOf"/>.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks a query.</summary>
    /// <exception cref="FleetValidationException">A filter is empty, or the window is not valid.</exception>
    public static RunEventSlice Of(FleetRunEventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new RunEventSlice(query);
    }

    /// <summary>The identity of this query, for a file that is to be continued.</summary>
    public string Identity => Path("", 0, null);

    /// <summary>Creates the request for a page.</summary>
    public FleetRequest List(long offset, int limit) => ReleasesRequest.Get(Path("/v1/runs", offset, limit), "release", _releaseId);

    /// <summary>Creates the request for lines; without a limit, for as many as the service sends at once.</summary>
    public FleetRequest Export(long offset, int? limit) => ReleasesRequest.Get(Path("/v1/runs/export", offset, limit), "release", _releaseId);

    private string Path(string path, long offset, int? limit) => FleetPath.Query(
        path,
        [
            ("release_id", _releaseId),
            ("window", _window),
            ("limit", limit?.ToString(CultureInfo.InvariantCulture)),
            ("offset", offset.ToString(CultureInfo.InvariantCulture)),
            .. _filters,
            ("until", Until is { } until ? RunEventWire.Time(until) : null),
            ("as_of", AsOf),
        ]);
}
