using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Releases;

/// <summary>The options of FlightDeck's Python client: time limit, retries, backoff, token and the caller's own client.</summary>
public sealed class SdkOptionsTests
{
    private static readonly FleetPromotionCall s_call = new() { ReleaseId = "rel_1", Environment = "prod", Window = "7d", Reason = "why" };

    private static readonly FleetRetryOptions s_flightDeck = new() { Mode = FleetRetryMode.FlightDeck, MaxRetries = 3, FirstDelay = TimeSpan.FromSeconds(0.1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_takes_too_long_ends_with_the_limit()
    {
        ManualTimeProvider clock = new();
        using StubHandler stub = new StubHandler().Hangs();
        using FleetClient client = Client(stub, clock, options => options with { AttemptTimeout = TimeSpan.FromSeconds(5), Retry = FleetRetryOptions.Off });

        Task<FleetWorkspace> call = client.Workspace.GetPublicAsync(Token);
        await clock.PassAsync(shorterThan: TimeSpan.FromSeconds(6));

        FleetTimeoutException failure = await Assert.ThrowsAsync<FleetTimeoutException>(() => call);
        Assert.Contains("5 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(stub.Sent);
    }

    [Fact]
    public async Task By_its_rules_what_got_no_answer_is_repeated_after_waits_that_double()
    {
        ManualTimeProvider clock = new();
        using StubHandler stub = new StubHandler().Throws(static () => new HttpRequestException(HttpRequestError.ResponseEnded));
        using FleetClient client = Client(stub, clock, options => options with { Retry = s_flightDeck });

        // Run events are keyed by their run: those stored before the response was lost are skipped.
        Task<FleetRunEventResult> call = client.Evidence.SendAsync([TestReleases.Event()], Token);
        foreach (double wait in (double[])[0.1, 0.2, 0.4])
        {
            Assert.Equal(TimeSpan.FromSeconds(wait), await clock.PassAsync(TimeSpan.FromSeconds(1)));
        }

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => call);
        Assert.Equal(4, failure.Attempts);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task By_its_rules_no_answer_is_repeated_whatever_its_status(HttpStatusCode status)
    {
        using StubHandler stub = new StubHandler().Then(status, "{}", ("Retry-After", "1"));
        using FleetClient client = Client(stub, new ManualTimeProvider(), options => options with { Retry = s_flightDeck });

        FleetException failure = await Assert.ThrowsAnyAsync<FleetException>(() => client.Workspace.GetPublicAsync(Token));

        Assert.Equal(status, failure.StatusCode);
        Assert.Single(stub.Sent);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task By_its_rules_a_promotion_is_repeated_on_request_alone(bool repeatCreates, int sent)
    {
        using StubHandler stub = new StubHandler().Throws(static () => new HttpRequestException(HttpRequestError.ResponseEnded));
        using FleetClient client = Client(
            stub,
            TimeProvider.System,
            options => options with { Retry = s_flightDeck with { MaxRetries = 1, FirstDelay = TimeSpan.Zero, RepeatCreates = repeatCreates } });

        await Assert.ThrowsAsync<FleetConnectionException>(() => client.Promotions.PromoteAsync(s_call, Token));

        Assert.Equal(sent, stub.Sent.Count);
    }

    [Fact]
    public async Task The_budget_of_other_rules_does_not_end_its_repetitions()
    {
        using StubHandler stub = new StubHandler().Throws(static () => new HttpRequestException(HttpRequestError.ConnectionError));
        using FleetClient client = Client(stub, TimeProvider.System, options =>
            options with
            {
                Retry = s_flightDeck with { MaxRetries = 50, FirstDelay = TimeSpan.Zero },
            }
        );

        await Assert.ThrowsAsync<FleetConnectionException>(() => client.Workspace.GetPublicAsync(Token));

        Assert.Equal(51, stub.Sent.Count);
    }

    [Fact]
    public async Task The_token_goes_with_every_call_also_with_those_that_are_open()
    {
        using TestReleases service = new("tok");
        service.Answers("{}");

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => service.Client.Workspace.GetHealthAsync(Token),
            () => service.Client.Releases.CompareAsync(new FleetReleaseComparison { BaselineReleaseId = "b", CandidateReleaseId = "c", Window = "7d" }, Token),
            () => service.Client.Promotions.RollBackAsync(s_call, Token),
            () => service.Client.Evidence.GetLinesAsync(new FleetRunEventQuery { ReleaseId = "r", Window = "7d" }, cancellationToken: Token),
        ])
        {
            await Record.ExceptionAsync(call);
        }

        Assert.Equal(Enumerable.Repeat("Bearer tok", 4), service.Stub.Sent.Select(static sent => sent["Authorization"]));
    }

    [Theory]
    [InlineData("tok", "Check that the releases token is the one for this service.")]
    [InlineData(null, "Supply the releases token.")]
    public async Task A_token_that_is_refused_or_missing_is_what_the_error_names(string? token, string hint)
    {
        using TestReleases service = new(token);
        service.Answers("""{"detail":"Missing or invalid API token for read route."}""", HttpStatusCode.Unauthorized);

        FleetAuthenticationException failure = await Assert.ThrowsAsync<FleetAuthenticationException>(() => service.Client.Workspace.GetPublicAsync(Token));

        Assert.EndsWith(hint, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("http://one.test", "http://one.test", "Bearer sk_live_0123456789abcdef")]
    [InlineData("http://one.test", null, "Bearer sk_live_0123456789abcdef")]
    [InlineData("http://one.test", "http://one.test:81", null)]
    [InlineData("http://one.test", "https://one.test", null)]
    public async Task Without_a_token_the_key_goes_to_the_server_that_it_is_for_and_to_no_other(string environments, string? releases, string? sent)
    {
        using StubHandler stub = new StubHandler().Then(HttpStatusCode.OK, "{}");
        using FleetClient client = Client(stub, TimeProvider.System, options => options with
        {
            Uri = new Uri(environments),
            ReleasesUri = releases is null ? null : new Uri(releases),
            Credential = FleetCredential.ApiKey("sk_live_0123456789abcdef"),
        });

        await Record.ExceptionAsync(() => client.Workspace.GetPublicAsync(Token));

        Assert.Equal(sent, stub.Sent[0]["Authorization"]);
    }

    [Fact]
    public async Task A_client_of_the_callers_own_is_used_as_it_is_and_outlives_ours()
    {
        using StubHandler stub = new StubHandler().Then(HttpStatusCode.OK, """{"status":"ok","mutation_auth":"loopback","read_auth":"open"}""");
        using HttpClient own = new(stub);
        own.DefaultRequestHeaders.Add("X-Mine", "yes");
        FleetClient client = new(new FleetClientOptions { ReleasesUri = new Uri("http://releases.test"), HttpClient = own });

        await client.Workspace.GetHealthAsync(Token);
        client.Dispose();

        Assert.Equal("yes", stub.Sent[0]["X-Mine"]);
        Assert.False(stub.IsDisposed);
        Assert.Contains("ok", await own.GetStringAsync(new Uri("http://releases.test/health"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_there_is_not_is_named_in_words()
    {
        using TestReleases service = new();
        service.Answers("""{"paths":{"/v1/pricing/{provider}/{version}":{"get":{}}}}""");
        service.Answers("""{"detail":"Unknown pricing table: p/v9"}""", HttpStatusCode.NotFound);

        FleetNotFoundException failure = await Assert.ThrowsAsync<FleetNotFoundException>(() => service.Client.Workspace.GetPriceTableAsync("p", "v9", Token));

        Assert.Equal("priceTable", failure.ResourceType);
        Assert.Contains("no price table 'p/v9'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_not_pending_is_named()
    {
        using TestReleases service = new();
        service.Answers("""{"detail":"Unknown promotion request_id or request is not pending."}""", HttpStatusCode.BadRequest);

        FleetNotFoundException failure = await Assert.ThrowsAsync<FleetNotFoundException>(() =>
            service.Client.Promotions.ConfirmAsync("prq_9", "ok", cancellationToken: Token));

        Assert.Equal("prq_9", failure.ResourceId);
        Assert.Contains("'prq_9'", failure.Message, StringComparison.Ordinal);
    }

    private static FleetClient Client(StubHandler stub, TimeProvider clock, Func<FleetClientOptions, FleetClientOptions> configure) =>
        new(configure(new FleetClientOptions { ReleasesUri = new Uri("http://releases.test"), Handler = stub, TimeProvider = clock }));
}
