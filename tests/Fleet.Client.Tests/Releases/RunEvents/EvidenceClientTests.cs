using System.Net;

namespace Fleet.Client.Tests.Releases;

public sealed class EvidenceClientTests
{
    private static readonly FleetRunEventQuery s_query = new() { ReleaseId = "rel_1", Window = "7d" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_arrive_while_pages_are_read_shift_nothing()
    {
        // Between the original's two pages, a new event has arrived at the head: the second page begins with the last event of the first.
        using TestReleases service = new();
        service.Answers(TestReleases.Page(0, 4, ("d", 40), ("c", 30)));
        service.Answers(TestReleases.Page(2, 5, ("c", 30), ("b", 20), ("a", 20)));

        List<FleetRunEvent> events = await service.Client.Evidence.ListAsync(s_query, Token).ToListAsync(Token);

        Assert.Equal(["d", "c", "b", "a"], events.Select(static item => item.RunId));
        Assert.Equal(
            ["GET /v1/runs?release_id=rel_1&window=7d&limit=500&offset=0", "GET /v1/runs?release_id=rel_1&window=7d&limit=500&offset=2"],
            service.Targets);
    }

    [Fact]
    public async Task A_service_that_can_is_asked_for_what_the_first_page_saw()
    {
        using TestReleases service = new();
        service.Answers(TestReleases.Page(0, 3, ("c", 30), ("b", 20)), HttpStatusCode.OK, ("X-Fleet-As-Of", "17"));
        service.Answers(TestReleases.Page(2, 3, ("a", 10)), HttpStatusCode.OK, ("X-Fleet-As-Of", "17"));

        List<FleetRunEvent> events = await service.Client.Evidence.ListAsync(s_query, Token).ToListAsync(Token);

        Assert.Equal(["c", "b", "a"], events.Select(static item => item.RunId));
        Assert.Equal("GET /v1/runs?release_id=rel_1&window=7d&limit=5000&offset=2&until=2026-05-01T13%3A00%3A00.000001Z&as_of=17", service.Targets.Last());
    }

    [Fact]
    public async Task Enough_events_stop_the_requests()
    {
        using TestReleases service = new();
        service.Answers(TestReleases.Page(0, 900, ("c", 30), ("b", 20)));

        List<FleetRunEvent> events = await service.Client.Evidence.ListAsync(s_query with { First = 2 }, Token).ToListAsync(Token);

        Assert.Equal(2, events.Count);
        Assert.Equal(["GET /v1/runs?release_id=rel_1&window=7d&limit=2&offset=0"], service.Targets);
    }

    [Theory]
    [InlineData("2026-05-01T12:00:30.123456Z", "2026-05-01T12:00:30.1234560+00:00")]
    [InlineData("2026-05-01T12:00:30-05:00", "2026-05-01T12:00:30.0000000-05:00")]
    [InlineData("2026-05-01T12:00:30", "2026-05-01T12:00:30.0000000+00:00")]
    public async Task A_time_keeps_its_offset_and_has_one_when_it_came_without(string wire, string expected)
    {
        using TestReleases service = new();
        service.Answers(TestReleases.Page(0, 1, ("a", 30)).Replace("2026-05-01T12:00:30Z", wire, StringComparison.Ordinal));

        FleetRunEventPage page = await service.Client.Evidence.GetPageAsync(s_query, cancellationToken: Token);

        Assert.Equal(expected, Assert.Single(page.Events).Timestamp.ToString("O"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7w")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1h")]
    public async Task A_window_that_is_none_is_refused_before_anything_is_sent(string window)
    {
        using TestReleases service = new();

        await Assert.ThrowsAsync<FleetValidationException>(() =>
            service.Client.Evidence.GetPageAsync(s_query with { Window = window }, cancellationToken: Token));

        Assert.Empty(service.Stub.Sent);
    }

    [Fact]
    public async Task What_is_wrong_with_an_event_is_told_before_anything_is_sent()
    {
        using TestReleases service = new();
        FleetRunEvent bad = TestReleases.Event() with
        {
            RunId = " ",
            Type = "run_middle",
            Timestamp = default,
            InputTokens = -1,
            Tools = [new FleetToolUse { ToolName = "t", CostUnits = double.PositiveInfinity }],
            Labels = new Dictionary<string, string> { ["l"] = "half \ud83d" },
        };

        FleetValidationException failure = await Assert.ThrowsAsync<FleetValidationException>(() => service.Client.Evidence.SendAsync([bad], Token));

        Assert.Equal(["RunId", "Type", "Timestamp", "InputTokens", "Tools.CostUnits", "Labels.l"], failure.Fields.Select(static fault => fault.Field));
        Assert.Empty(service.Stub.Sent);
    }

    [Fact]
    public async Task Events_are_sent_again_after_a_lost_answer_with_the_same_key()
    {
        using TestReleases service = new(retry: new FleetRetryOptions { FirstDelay = TimeSpan.Zero });
        service.Stub.Throws(static () => new HttpRequestException("lost"));
        service.Answers("""{"inserted":1}""");

        FleetRunEventResult result = await service.Client.Evidence.SendAsync([TestReleases.Event()], Token);

        Assert.Equal(1, result.Inserted);
        Assert.Equal(2, service.Stub.Sent.Count);
        Assert.NotNull(service.Stub.Sent[0]["Idempotency-Key"]);
        Assert.Equal(service.Stub.Sent[0]["Idempotency-Key"], service.Stub.Sent[1]["Idempotency-Key"]);
    }

    [Fact]
    public async Task What_is_stored_is_told_also_when_a_later_batch_fails()
    {
        using TestReleases service = new();
        service.Answers("""{"inserted":1,"duplicates":["r1"],"conflicts":["r1"]}""").Answers("""{"detail":"no"}""", HttpStatusCode.BadRequest);
        FleetRunEvent[] events = [TestReleases.Event(), TestReleases.Event("r2"), TestReleases.Event("r3")];
        List<FleetRunEventResult> results = [];

        await Assert.ThrowsAsync<FleetValidationException>(async () =>
        {
            await foreach (FleetRunEventResult result in service.Client.Evidence.SendManyAsync(events.ToAsyncEnumerable(), 2, Token))
            {
                results.Add(result);
            }
        });

        FleetRunEventResult stored = Assert.Single(results);
        Assert.Equal((2, 1, 1), (stored.Sent, stored.Inserted, stored.Skipped));
        Assert.Equal(["r1"], stored.Conflicts);
    }
}
