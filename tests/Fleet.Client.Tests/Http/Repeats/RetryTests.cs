using System.Net;
using System.Net.Sockets;
using Fleet.Client.Http;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

public sealed class RetryTests
{
    public static TheoryData<HttpStatusCode, string, bool> Statuses { get; } = MakeStatuses();

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_is_repeated_only_where_that_does_no_harm(HttpStatusCode status, string repeat, bool repeated)
    {
        using Sending sending = new();
        sending.Stub.Then(status, """{"detail":"x"}""").Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync(Sending.Create() with { Repeat = Enum.Parse<FleetRepeat>(repeat) });

        if (repeated)
        {
            await sending.PassWaitAsync();
            using HttpResponseMessage answer = await call;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(2, sending.Stub.Sent.Count);
        }
        else
        {
            FleetException failure = await Assert.ThrowsAnyAsync<FleetException>(() => call);
            Assert.Equal(status, failure.StatusCode);
            Assert.Equal(1, failure.Attempts);
            Assert.Single(sending.Stub.Sent);
        }
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, nameof(FleetRepeat.Never), true)]
    [InlineData(HttpRequestError.NameResolutionError, nameof(FleetRepeat.Never), true)]
    [InlineData(HttpRequestError.ProxyTunnelError, nameof(FleetRepeat.Create), true)]
    [InlineData(HttpRequestError.ResponseEnded, nameof(FleetRepeat.Never), false)]
    [InlineData(HttpRequestError.ResponseEnded, nameof(FleetRepeat.Create), false)]
    [InlineData(HttpRequestError.ResponseEnded, nameof(FleetRepeat.Safe), true)]
    [InlineData(HttpRequestError.Unknown, nameof(FleetRepeat.Create), false)]
    [InlineData(HttpRequestError.Unknown, nameof(FleetRepeat.Safe), true)]
    public async Task A_failure_before_an_answer_is_repeated_when_nothing_was_sent_or_twice_is_as_once(HttpRequestError error, string repeat, bool repeated)
    {
        using Sending sending = new();
        sending.Stub.Throws(() => new HttpRequestException(error, "no")).Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync(Sending.Create() with { Repeat = Enum.Parse<FleetRepeat>(repeat) });

        if (repeated)
        {
            await sending.PassWaitAsync();
            (await call).Dispose();
            Assert.Equal(2, sending.Stub.Sent.Count);
        }
        else
        {
            FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => call);
            Assert.Contains("may have carried out", failure.Message, StringComparison.Ordinal);
            Assert.Single(sending.Stub.Sent);
        }
    }

    [Fact]
    public async Task Failures_before_an_answer_are_not_repeated_where_that_is_off()
    {
        using Sending sending = new();
        sending.Stub.Throws(static () =>
            new HttpRequestException(HttpRequestError.ConnectionError, "no", new SocketException((int)SocketError.ConnectionRefused)));

        FleetException failure = await sending.FailAsync(view: new FleetCallOptions { Retry = new FleetRetryOptions { RetryConnectionErrors = false } });

        Assert.IsType<FleetConnectionException>(failure);
        Assert.Equal(
            "http://fleet.test:8080 cannot be reached: nothing is listening there. Check the address, and that the service is running.",
            failure.Message);
    }

    [Fact]
    public async Task A_create_is_repeated_after_the_service_has_said_that_it_honours_the_key()
    {
        using Sending sending = new();
        sending.Stub
            .Then(HttpStatusCode.OK, "{}", ("Fleet-Idempotency", "honoured"))
            .Then(HttpStatusCode.ServiceUnavailable)
            .Throws(static () => new HttpRequestException(HttpRequestError.ResponseEnded, "gone"))
            .Then(HttpStatusCode.OK, "{}");
        (await sending.SendAsync()).Dispose();

        Task<HttpResponseMessage> call = sending.SendAsync(Sending.Create());
        await sending.PassWaitAsync();
        await sending.PassWaitAsync();
        (await call).Dispose();

        SentRequest[] creates = [.. sending.Stub.Sent.Skip(1)];
        Assert.Equal(3, creates.Length);
        Assert.All(creates, sent =>
        {
            Assert.Equal(creates[0]["X-Request-ID"], sent["X-Request-ID"]);
            Assert.Equal(creates[0]["X-Request-ID"], sent["Idempotency-Key"]);
            Assert.Equal(creates[0]["X-Request-Timestamp"], sent["X-Request-Timestamp"]);
            Assert.Equal("""{"env_key":"helpdesk"}""", sent.Body);
            Assert.Equal("application/json", sent["Content-Type"]);
        });
        Assert.NotEqual(creates[0]["X-Request-ID"], sending.Stub.Sent[0]["X-Request-ID"]);
    }

    [Fact]
    public async Task The_promise_of_one_service_does_not_count_for_another_address()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.OK, "{}", ("Fleet-Idempotency", "honoured")).Then(HttpStatusCode.ServiceUnavailable);
        (await sending.SendAsync()).Dispose();

        await Assert.ThrowsAsync<FleetUnavailableException>(() => sending.SendAsync(Sending.Create() with { BaseAddress = new Uri("http://other.test") }));

        Assert.Equal(2, sending.Stub.Sent.Count);
    }

    [Fact]
    public async Task Waits_double_with_a_jitter_up_to_the_longest()
    {
        FleetRetryOptions retry = new() { MaxRetries = 5, FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5) };
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable);
        Task<HttpResponseMessage> call = sending.SendAsync(view: new FleetCallOptions { Retry = retry });

        foreach (double expected in (double[])[1, 2, 4, 5, 5])
        {
            TimeSpan wait = await sending.PassWaitAsync();
            Assert.InRange(wait.TotalSeconds, expected * 0.8, expected * 1.2);
        }

        FleetUnavailableException failure = await Assert.ThrowsAsync<FleetUnavailableException>(() => call);
        Assert.Equal(6, failure.Attempts);
    }

    [Fact]
    public void Waits_differ()
    {
        FleetRetryOptions retry = new();
        HashSet<TimeSpan?> waits = [.. Enumerable.Range(0, 50).Select(_ => RepeatRules.Wait(retry, 1, null))];

        Assert.True(waits.Count > 10);
        Assert.All(waits, static wait => Assert.InRange(wait!.Value.TotalSeconds, 0.64, 0.96));
    }

    [Fact]
    public void Doubling_never_overflows() =>
        Assert.InRange(RepeatRules.Wait(new FleetRetryOptions { MaxRetries = int.MaxValue }, int.MaxValue, null)!.Value.TotalSeconds, 48, 72);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("1.5", 1.5)]
    [InlineData("Fri, 02 Jan 2026 03:04:35 GMT", 30)]
    public async Task Retry_after_decides_the_wait_on_any_repeated_status(string value, double seconds)
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.BadGateway, null, ("Retry-After", value)).Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync();

        Assert.Equal(TimeSpan.FromSeconds(seconds), await sending.PassWaitAsync());
        (await call).Dispose();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("Fri, 02 Jan 2026 03:04:00 GMT")]
    public async Task A_retry_after_that_says_nothing_leaves_the_computed_wait(string value)
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable, null, ("Retry-After", value)).Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync();

        Assert.InRange((await sending.PassWaitAsync()).TotalSeconds, 0.64, 0.96);
        (await call).Dispose();
    }

    [Fact]
    public async Task A_retry_after_beyond_the_limit_ends_the_call_with_its_error()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.TooManyRequests, """{"detail":"slow down"}""", ("Retry-After", "121"));

        FleetRateLimitException failure = await Assert.ThrowsAsync<FleetRateLimitException>(() => sending.SendAsync());

        Assert.Equal(TimeSpan.FromSeconds(121), failure.RetryAfter);
        Assert.Contains("Try again in 121 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(sending.Stub.Sent);
    }

    [Fact]
    public async Task A_wait_that_does_not_fit_into_the_total_limit_is_not_begun()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable, null, ("Retry-After", "30"));

        FleetUnavailableException failure = await Assert.ThrowsAsync<FleetUnavailableException>(
            () => sending.SendAsync(view: new FleetCallOptions { TotalTimeout = TimeSpan.FromSeconds(20) }));

        Assert.Equal(1, failure.Attempts);
        Assert.Empty(sending.Clock.Pending);
    }

    [Fact]
    public async Task The_wait_ends_with_the_callers_token()
    {
        using Sending sending = new();
        using CancellationTokenSource stop = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable);
        Task<HttpResponseMessage> call = sending.SendAsync(cancellationToken: stop.Token);
        await sending.Clock.TimerAsync(static due => due < TimeSpan.FromSeconds(99));

        await stop.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(stop.Token, cancelled.CancellationToken);
        Assert.Empty(sending.Clock.Pending);
    }

    [Fact]
    public async Task The_failed_answer_is_disposed_before_the_wait()
    {
        using Sending sending = new();
        TrackedContent body = new();
        sending
            .Stub.Then((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = body }))
            .Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync();
        await sending.Clock.TimerAsync(static due => due < TimeSpan.FromSeconds(99));

        Assert.True(body.IsDisposed);

        await sending.PassWaitAsync();
        (await call).Dispose();
    }

    [Fact]
    public async Task A_limit_on_instances_is_not_repeated_although_it_is_a_429()
    {
        using Sending sending = new();
        sending.Stub.Then(
            HttpStatusCode.TooManyRequests,
            """{"detail":{"error_type":"instance_limit_exceeded","message":"x","running_instances":3,"instance_limit":3}}""");

        await Assert.ThrowsAsync<FleetLimitException>(() => sending.SendAsync());

        Assert.Single(sending.Stub.Sent);
    }

    [Fact]
    public async Task All_calls_together_repeat_no_more_than_the_budget()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable);
        FleetCallOptions atOnce = new() { Retry = new FleetRetryOptions { MaxRetries = 3, FirstDelay = TimeSpan.Zero } };

        for (int i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<FleetUnavailableException>(() => sending.SendAsync(view: atOnce));
        }

        // 20 in reserve, and one for each ten of the hundred.
        Assert.Equal(130, sending.Stub.Sent.Count);
    }

    [Fact]
    public void What_is_saved_of_the_budget_is_bounded()
    {
        RetryBudget budget = new();
        for (int i = 0; i < 100_000; i++)
        {
            budget.Earn();
        }

        int spent = 0;
        while (budget.TrySpend())
        {
            spent++;
        }

        Assert.Equal(120, spent);
    }

    private static TheoryData<HttpStatusCode, string, bool> MakeStatuses()
    {
        TheoryData<HttpStatusCode, string, bool> rows = [];
        foreach (int status in (int[])[408, 429, 500, 502, 503, 504])
        {
            rows.Add((HttpStatusCode)status, nameof(FleetRepeat.Safe), true);
            rows.Add((HttpStatusCode)status, nameof(FleetRepeat.Create), status == 429);
            rows.Add((HttpStatusCode)status, nameof(FleetRepeat.Never), status == 429);
        }

        foreach (int status in (int[])[302, 400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 501, 505])
        {
            rows.Add((HttpStatusCode)status, nameof(FleetRepeat.Safe), false);
        }

        return rows;
    }

    private sealed class TrackedContent() : ByteArrayContent([])
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
