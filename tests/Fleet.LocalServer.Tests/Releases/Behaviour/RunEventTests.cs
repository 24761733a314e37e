using System.Text.Json;
using Fleet.LocalServer.Tests.Releases.Scale;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>Evidence, where the service improves on the original.</summary>
public sealed class RunEventTests : IAsyncLifetime
{
    private const string Open = """{"policy":{"policy_id":"open","min_candidate_runs":0,"min_baseline_runs":0,"min_low_runs":0}}""";

    private ReleasesServer _server = null!;
    private string _baseline = "";
    private string _candidate = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ReleasesServer.StartAsync("default_environment: production\n");
        (_baseline, _candidate) = await Evidence.PrepareAsync(_server);
        (await _server.PutAsync("/v1/policy", Open)).Ok();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Instants_are_compared_whatever_the_offset_they_were_written_with()
    {
        // Ten minutes old, in another time zone; an hour ahead, in a third; ten minutes old without a zone, which means UTC.
        await SendAsync(Event("east", "2026-11-22T03:50:00+02:00"), Event("west", "2026-11-21T22:00:00-05:00"), Event("bare", "2026-11-22T01:50:00"));

        JsonElement page = (await RunsAsync("window=1h")).Json;

        Assert.Equal(["east", "bare"], page.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("run_id").GetString()));
        Assert.Equal("2026-11-22T03:50:00+02:00", page.GetProperty("events")[0].GetProperty("timestamp").GetString());
        Assert.Equal(2, (await DiffAsync("1h")).GetProperty("samples").GetProperty("baseline_runs").GetInt32());
    }

    [Fact]
    public async Task The_start_of_a_run_and_its_end_are_kept_and_only_the_end_counts()
    {
        string start = Event("r1", "2026-11-22T01:00:00Z")
            .Replace("run_end", "run_start", StringComparison.Ordinal)
            .Replace("\"input_tokens\":1000", "\"input_tokens\":0", StringComparison.Ordinal);

        Assert.Equal("""{"inserted":2}""", (await SendAsync(start, Event("r1", "2026-11-22T01:00:05Z"))).Body);

        Assert.Equal(2, (await RunsAsync("window=2h")).Json.GetProperty("matched_total").GetInt32());
        JsonElement diff = await DiffAsync("2h");
        Assert.Equal(1, diff.GetProperty("samples").GetProperty("baseline_runs").GetInt32());
        Assert.Equal(0.15, diff.GetProperty("metrics").GetProperty("baseline_cost_per_run_usd").GetDouble());
    }

    [Fact]
    public async Task What_was_known_and_what_contradicts_is_named()
    {
        await SendAsync(Event("same", "2026-11-22T01:00:00Z"), Event("other", "2026-11-22T01:00:00Z"));

        ReleasesAnswer answer = await SendAsync(
            Event("same", "2026-11-22T01:00:00.000Z"),
            Event("other", "2026-11-22T01:30:00Z"),
            Event("new", "2026-11-22T01:00:00Z"),
            Event("new", "2026-11-22T01:00:00Z"));

        Assert.Equal("""{"inserted":1,"duplicates":["same","new"],"conflicts":["other"]}""", answer.Body);
        Assert.Contains("\"timestamp\":\"2026-11-22T01:00:00Z\"", (await RunsAsync("window=2h")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"cost_units\":1e999", "usage.tools.0.cost_units")]
    [InlineData("\"tool_name\":\"\\ud800\"", "usage.tools.0.tool_name")]
    [InlineData("\"invocations\":99999999999999999999", "usage.tools.0.invocations")]
    public async Task What_would_break_every_later_read_is_refused(string member, string path)
    {
        string tool = member.Contains("tool_name", StringComparison.Ordinal) ? $"{{{member}}}" : $"{{\"tool_name\":\"t\",{member}}}";

        ReleasesAnswer answer = await SendAsync(
            Event("good", "2026-11-22T01:00:00Z"),
            Event("bad", "2026-11-22T01:00:00Z").Replace("\"tools\":[]", $"\"tools\":[{tool}]", StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        Assert.StartsWith($"Invalid RunEvent: 1 validation error for RunEvent\n{path}\n", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await RunsAsync("window=2h")).Json.GetProperty("matched_total").GetInt32());
    }

    [Fact]
    public async Task Pages_as_of_one_number_of_events_hang_together_while_events_arrive()
    {
        await SendAsync([.. Enumerable.Range(0, 30).Select(n => Event($"r{n:00}", $"2026-11-22T01:{n:00}:00Z"))]);
        ReleasesAnswer first = await RunsAsync("window=2h&limit=10&tenant_id=tenant");
        string until = Uri.EscapeDataString(first["until"]);
        string asOf = first.Headers["X-Fleet-As-Of"];
        List<string> seen = [.. Ids(first)];

        _server.Clock.Now = _server.Clock.Now.AddMinutes(1);
        await SendAsync(Event("late", "2026-11-22T01:29:30Z"), Event("early", "2026-11-22T01:00:00Z"));
        foreach (int offset in (int[])[10, 20])
        {
            ReleasesAnswer page = await RunsAsync($"window=2h&limit=10&tenant_id=tenant&until={until}&as_of={asOf}&offset={offset}");
            Assert.Equal(30, page.Json.GetProperty("matched_total").GetInt32());
            seen.AddRange(Ids(page));
        }

        Assert.Equal(Enumerable.Range(0, 30).Reverse().Select(static n => $"r{n:00}"), seen);

        // Reading the pages in another order, which no cache helps with, gives the same result.
        Assert.Equal(seen[5..15], Ids(await RunsAsync($"window=2h&limit=10&tenant_id=tenant&until={until}&as_of={asOf}&offset=5")));
    }

    [Fact]
    public async Task An_export_as_of_now_has_no_limit_and_can_go_on_where_it_broke_off()
    {
        await SendAsync([.. Enumerable.Range(0, 700).Select(n => Event($"r{n}", $"2026-11-22T01:00:00.{n:000}Z"))]);

        ReleasesAnswer whole = await _server.GetAsync($"/v1/runs/export?release_id={_baseline}&window=2h&as_of=latest");
        ReleasesAnswer rest = await _server.GetAsync(
            $"/v1/runs/export?release_id={_baseline}&window=2h&as_of={whole.Headers["X-Fleet-As-Of"]}"
            + $"&until={Uri.EscapeDataString(whole.Headers["X-Fleet-Until"])}&offset=600");

        Assert.Equal("700", whole.Headers["X-Flightdeck-Returned"]);
        Assert.Equal("false", whole.Headers["X-Flightdeck-Truncated"]);
        string[] lines = whole.Body.Split('\n');
        Assert.Equal(701, lines.Length);
        Assert.Equal(string.Join('\n', lines[600..]), rest.Body);
        Assert.Equal("500", (await _server.GetAsync($"/v1/runs/export?release_id={_baseline}&window=2h")).Headers["X-Flightdeck-Returned"]);
    }

    [Fact]
    public async Task Events_are_found_by_trace_session_and_span()
    {
        await SendAsync(
            Event("a", "2026-11-22T01:00:00Z", """{"trace_id":"t","session_id":"s"}"""),
            Event("b", "2026-11-22T01:00:00Z", """{"trace_id":"t","session_id":"s","span_id":"p"}"""),
            Event("c", "2026-11-22T01:00:00Z"));

        Assert.Equal(["a", "b"], Ids(await RunsAsync("window=2h&trace_id=t&session_id=s")));
        Assert.Equal(["b"], Ids(await RunsAsync("window=2h&trace_id=t&span_id=p")));
        Assert.Empty(Ids(await RunsAsync("window=2h&trace_id=T")));
    }

    [Fact]
    public async Task Without_a_default_environment_events_of_all_environments_are_meant()
    {
        await SendAsync(
            Event("a", "2026-11-22T01:00:00Z"),
            Event("b", "2026-11-22T01:00:00Z").Replace("\"production\"", "\"stage\"", StringComparison.Ordinal));
        (await _server.PutAsync("/v1/workspace/settings", """{"settings":{"default_environment":""}}""")).Ok();

        Assert.Equal(["a", "b"], Ids(await RunsAsync("window=2h")));
        Assert.Equal(["b"], Ids(await RunsAsync("window=2h&environment=stage")));
        Assert.Equal(2, (await DiffAsync("2h")).GetProperty("samples").GetProperty("baseline_runs").GetInt32());
    }

    [Fact]
    public async Task Thresholds_that_are_not_named_stay_and_a_catalog_can_be_yaml()
    {
        (await _server.PutAsync("/v1/policy", """{"policy":{"require_high_diff_confidence":false}}""")).Ok();
        (await _server.PutAsync("/v1/workspace/settings", """{"settings":{"diff":{"min_candidate_runs":7,"min_low_runs":3}}}""")).Ok();
        (await _server.PutAsync("/v1/workspace/settings", """{"settings":{"diff":{"min_low_runs":1},"pricing_catalog":"catalog_version: c1\n"}}""")).Ok();

        JsonElement diff = await DiffAsync("2h");

        Assert.Equal(
            "candidate sample < 7 runs; baseline sample < 500 runs; LOW floor is 1 runs",
            diff.GetProperty("samples").GetProperty("confidence_reason").GetString());
        Assert.Equal("c1", diff.GetProperty("pricing").GetProperty("catalog").GetProperty("catalog_version").GetString());
        Assert.Equal(400, (await _server.PutAsync("/v1/workspace/settings", """{"settings":{"pricing_catalog":"a: ["}}""")).Status);
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_another_body_under_it_is_refused()
    {
        string body = $"{{\"events\":[{Event("once", "2026-11-22T01:00:00Z")}]}}";

        ReleasesAnswer first = await _server.PostAsync("/v1/events", body, ("Idempotency-Key", "k1"));
        ReleasesAnswer again = await _server.PostAsync("/v1/events", body, ("Idempotency-Key", "k1"));
        ReleasesAnswer other = await _server.PostAsync("/v1/events", body.Replace("once", "twice", StringComparison.Ordinal), ("Idempotency-Key", "k1"));

        Assert.Equal("""{"inserted":1}""", first.Body);
        Assert.Equal((first.Body, "true"), (again.Body, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(422, other.Status);
        Assert.Equal("idempotency_key_reused", other.Json.GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Evidence_outlives_the_server()
    {
        await SendAsync(Event("kept", "2026-11-22T01:00:00Z"));
        await _server.StopAsync();

        await using ReleasesServer second = await ReleasesServer.StartAsync("default_environment: production\n", folder: _server.Folder);

        Assert.Equal(["kept"], Ids(await second.GetAsync($"/v1/runs?release_id={_baseline}&window=2h")));
    }

    private static IEnumerable<string> Ids(ReleasesAnswer page) =>
        page.Ok().Json.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("run_id").GetString()!);

    private string Event(string run, string timestamp, string request = "null") => $$$"""
        {"type":"run_end","timestamp":"{{{timestamp}}}","agent_id":"agent","release_id":"{{{_baseline}}}","run_id":"{{{run}}}",
         "tenant_id":"tenant","task_id":"task",
         "environment":"production","request":{{{request}}},
         "usage":{"model":{"provider":"p","model":"m-small","input_tokens":1000,"output_tokens":0},"tools":[]}}
        """;

    private Task<ReleasesAnswer> SendAsync(params string[] events) => _server.PostAsync("/v1/events", $"{{\"events\":[{string.Join(',', events)}]}}");

    private Task<ReleasesAnswer> RunsAsync(string query) => _server.GetAsync($"/v1/runs?release_id={_baseline}&{query}");

    private async Task<JsonElement> DiffAsync(string window) => (await _server.PostAsync(
        "/v1/diff", JsonSerializer.Serialize(new { baseline_release_id = _baseline, candidate_release_id = _candidate, window }))).Ok().Json;
}
