using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Releases;

/// <summary>A client over a stub that stands in for the releases service.</summary>
internal sealed class TestReleases : IDisposable
{
    public TestReleases(string? token = null, FleetRetryOptions? retry = null) => Client = new FleetClient(new FleetClientOptions
    {
        ReleasesUri = new Uri("http://releases.test///"),
        ReleasesToken = token,
        Handler = Stub,
        Retry = retry ?? FleetRetryOptions.Off,
    });

    public StubHandler Stub { get; } = new();

    public FleetClient Client { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The targets of the requests that were sent: method, path and query.</summary>
    public IEnumerable<string> Targets => Stub.Sent.Select(static sent => $"{sent.Method} {sent.Uri.PathAndQuery}");

    public TestReleases Answers(string json, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        Stub.Then(status, json, headers);
        return this;
    }

    public static FleetRunEvent Event(string runId = "r1", int second = 0) => new()
    {
        RunId = runId,
        ReleaseId = "rel_1",
        AgentId = "a",
        Environment = "prod",
        Timestamp = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(second),
        Provider = "p",
        Model = "m",
        InputTokens = 1,
        OutputTokens = 2,
    };

    /// <summary>An event as the service writes it.</summary>
    public static string Json(string runId, int second) =>
        $$$$"""{"api_version":"v1","type":"run_end","timestamp":"2026-05-01T12:00:{{{{second:00}}}}Z","workspace_id":"ws_local","""
        + $$$$""" "agent_id":"a","release_id":"rel_1","run_id":"{{{{runId}}}}","tenant_id":"t","task_id":"k","environment":"prod","request":null,"metrics":"""
        + """{"latency_ms":null,"success":true,"error_type":null},"usage":"""
        + """{"model":{"provider":"p","model":"m","input_tokens":1,"output_tokens":2,"cached_input_tokens":0},"tools":[]},"labels":{}}""";

    /// <summary>A page of events as the service writes it.</summary>
    public static string Page(int offset, int total, params (string RunId, int Second)[] events) =>
        $$$"""{"release_id":"rel_1","since":"2026-04-24T13:00:00+00:00","until":"2026-05-01T13:00:00.000001+00:00","filters":"""
        + """{"environment":"prod","tenant_id":null,"task_id":null,"trace_id":null,"session_id":null,"span_id":null},"""
        + $$$""" "offset":{{{offset}}},"limit":500,"matched_total":{{{total}}},"returned":{{{events.Length}}},"""
        + $$$""" "truncated":{{{(offset + events.Length < total ? "true" : "false")}}},"""
        + $$$""" "events":[{{{string.Join(',', events.Select(static item => Json(item.RunId, item.Second)))}}}]}""";

    public void Dispose()
    {
        Client.Dispose();
        Stub.Dispose();
    }
}
