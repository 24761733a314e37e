using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The page of run events that a query requests.</summary>
internal sealed record RunSlice
{
    private const long MostOffset = 500_000;
    private const long MostLimit = 500;
    private const long MostListed = 10_000;
    private const string Latest = "latest";

    public required string ReleaseId { get; init; }

    public required string Window { get; init; }

    public required string? Environment { get; init; }

    public required string? TenantId { get; init; }

    public required string? TaskId { get; init; }

    public required string? TraceId { get; init; }

    public required string? SessionId { get; init; }

    public required string? SpanId { get; init; }

    public required long Offset { get; init; }

    /// <summary>The maximum number of events; null for no limit.</summary>
    public required long? Limit { get; init; }

    /// <summary>The end of the window; null for now. Not in the original.</summary>
    public required long? Until { get; init; }

    /// <summary>The number of stored events as of which to read; null for all. Not in the original.</summary>
    public required long? AsOf { get; init; }

    /// <summary>Reads a query.</summary>
    /// <param name="http">The request.</param>
    /// <param name="otherwise">The default limit.</param>
    /// <param name="streamed">True if the response is streamed, which needs no limit if <c>as_of</c> is given.</param>
    public static RunSlice Read(HttpContext http, long otherwise, bool streamed)
    {
        JsonFields query = RequestFields.Read(http).Query;
        string releaseId = query.Text("release_id", least: 1);
        string window = query.Text("window", least: 1);

        // The original's limits do not apply with as_of, because the pages are consistent.
        bool bound = !query.Has("as_of");
        bool latest = query.TextOrNull("as_of") == Latest;
        bool all = streamed && !bound && !query.Has("limit");
        RunSlice slice = new()
        {
            ReleaseId = releaseId,
            Window = window,
            Environment = query.TextOrNull("environment"),
            TenantId = query.TextOrNull("tenant_id"),
            TaskId = query.TextOrNull("task_id"),
            TraceId = Trim(query.TextOrNull("trace_id")),
            SessionId = Trim(query.TextOrNull("session_id")),
            SpanId = Trim(query.TextOrNull("span_id")),
            Offset = query.WholeOrNull("offset", 0, bound ? MostOffset : long.MaxValue) ?? 0,
            Limit = all ? null : query.WholeOrNull("limit", 1, bound ? MostLimit : streamed ? long.MaxValue : MostListed) ?? otherwise,
            Until = query.TimeOrNull("until")?.Instant,
            AsOf = bound || latest ? null : query.WholeOrNull("as_of", 0, long.MaxValue) ?? 0,
        };
        query.ThrowIfInvalid();
        return slice;
    }

    /// <summary>Converts the query to a filter.</summary>
    public RunEventFilter Filter(WorkspaceSettings settings, long now, long stored) => new()
    {
        ReleaseId = ReleaseId,
        Window = Model.Window.Parse(Window, Until ?? now),
        Environment = string.IsNullOrEmpty(Environment) ? settings.DefaultEnvironment : Environment,
        TenantId = TenantId,
        TaskId = TaskId,
        TraceId = TraceId,
        SessionId = SessionId,
        SpanId = SpanId,
        AsOf = Math.Min(AsOf ?? stored, stored),
    };

    private static string? Trim(string? text) => text is null ? null : PythonText.Strip(text) is { Length: > 0 } trimmed ? trimmed : null;
}
