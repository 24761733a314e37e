using System.IO.Pipelines;
using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

public sealed class LimitTests
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(100);

    // Repeating would hide the outcome of an attempt.
    private static readonly FleetCallOptions s_once = new() { Retry = FleetRetryOptions.Off };

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_our_time_out_and_not_a_cancellation()
    {
        using Sending sending = new();
        sending.Stub.Hangs();
        Task<FleetException> call = sending.FailAsync();
        await sending.Clock.TimerAsync(static due => due == s_attempt);

        sending.Clock.Advance(s_attempt);

        FleetTimeoutException failure = Assert.IsType<FleetTimeoutException>(await call);
        Assert.Equal("http://fleet.test:8080 did not respond within 100 s, the limit of one attempt. Try again later, or allow more time.", failure.Message);
        Assert.Equal(1, failure.Attempts);
        Assert.NotNull(failure.RequestId);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_repeated_within_the_total_limit()
    {
        using Sending sending = new();
        sending.Stub.Hangs();
        Task<HttpResponseMessage> call = sending.SendAsync();

        for (int attempt = 1; attempt <= 2; attempt++)
        {
            await sending.Clock.TimerAsync(static due => due == s_attempt);
            sending.Clock.Advance(s_attempt);
            await sending.PassWaitAsync();
        }

        // The rest of 300 s after two attempts and two waits is less than one attempt may take.
        TimeSpan rest = await sending.Clock.TimerAsync(static due => due < s_attempt);
        Assert.InRange(rest.TotalSeconds, 96, 98);
        sending.Clock.Advance(rest);

        FleetTimeoutException failure = await Assert.ThrowsAsync<FleetTimeoutException>(() => call);
        Assert.Contains("300 s, the limit of the whole call", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, failure.Attempts);
    }

    [Fact]
    public async Task The_callers_token_ends_a_call_as_a_cancellation()
    {
        using Sending sending = new();
        using CancellationTokenSource stop = new();
        sending.Stub.Hangs();
        Task<HttpResponseMessage> call = sending.SendAsync(view: s_once, cancellationToken: stop.Token);

        await stop.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(stop.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task A_token_that_was_cancelled_before_sends_nothing()
    {
        using Sending sending = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.SendAsync(cancellationToken: new CancellationToken(true)));

        Assert.Empty(sending.Stub.Sent);
    }

    [Fact]
    public async Task Closing_the_client_ends_calls_and_waits_and_refuses_new_ones()
    {
        using Sending sending = new();
        sending.Stub.Hangs();
        Task<HttpResponseMessage> waiting = sending.SendAsync(view: s_once);

        sending.Transport.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending.SendAsync());
        Assert.False(sending.Stub.IsDisposed);
    }

    [Fact]
    public async Task Without_limits_no_timer_runs()
    {
        using Sending sending = new();
        sending.Stub.Then((_, _) =>
        {
            Assert.Empty(sending.Clock.Pending);
            return Task.FromResult(StubHandler.Answer(HttpStatusCode.OK, "{}"));
        });

        (await sending.SendAsync(view: new FleetCallOptions { AttemptTimeout = Timeout.InfiniteTimeSpan, TotalTimeout = Timeout.InfiniteTimeSpan })).Dispose();
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_a_time_out()
    {
        using Sending sending = new();
        Pipe body = Feeding(sending);
        using HttpResponseMessage answer = await sending.SendAsync();
        Stream stream = await OpenAsync(answer);
        byte[] buffer = new byte[10];
        await body.Writer.WriteAsync("ab"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(2, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));

        ValueTask<int> read = stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        await sending.Clock.TimerAsync(static due => due <= s_attempt);
        sending.Clock.Advance(s_attempt);

        FleetTimeoutException failure = await Assert.ThrowsAsync<FleetTimeoutException>(async () => await read);
        Assert.Contains("whole response", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_between_two_reads_does_not_count_and_that_within_them_adds_up()
    {
        using Sending sending = new();
        Pipe body = Feeding(sending);
        using HttpResponseMessage answer = await sending.SendAsync();
        Stream stream = await OpenAsync(answer);
        byte[] buffer = new byte[10];

        sending.Clock.Advance(TimeSpan.FromHours(1));
        ValueTask<int> read = stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        sending.Clock.Advance(TimeSpan.FromSeconds(60));
        await body.Writer.WriteAsync("ab"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(2, await read);
        sending.Clock.Advance(TimeSpan.FromHours(1));

        read = stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        sending.Clock.Advance(TimeSpan.FromSeconds(39));
        Assert.False(read.IsCompleted);
        sending.Clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<FleetTimeoutException>(async () => await read);
    }

    [Fact]
    public async Task A_stream_may_be_silent_for_as_long_as_it_likes()
    {
        using Sending sending = new();
        Pipe body = Feeding(sending);
        using HttpResponseMessage answer = await sending.SendAsync(Sending.Get() with { Streams = true });
        Stream stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        ValueTask<int> read = stream.ReadAsync(new byte[10], TestContext.Current.CancellationToken);
        sending.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(read.IsCompleted);
        await body.Writer.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(1, await read);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_ends_reading_whether_it_is_the_calls_or_another(bool sameToken)
    {
        using Sending sending = new();
        Pipe body = Feeding(sending);
        using CancellationTokenSource stop = new();
        using HttpResponseMessage answer = await sending.SendAsync(cancellationToken: sameToken ? stop.Token : TestContext.Current.CancellationToken);
        Stream stream = await answer.Content.ReadAsStreamAsync(stop.Token);
        ValueTask<int> read = stream.ReadAsync(new byte[10], stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    [Fact]
    public async Task The_limit_of_a_given_client_is_a_time_out_too()
    {
        using Sending sending = new();
        sending.Stub.Throws(static () => new TaskCanceledException("HttpClient.Timeout", new TimeoutException()));

        FleetException failure = await sending.FailAsync();

        Assert.Equal(
            "http://fleet.test:8080 did not respond within the limit of the supplied HttpClient. Try again later, or allow more time.",
            Assert.IsType<FleetTimeoutException>(failure).Message);
    }

    private static Task<Stream> OpenAsync(HttpResponseMessage answer) => answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

    /// <summary>A body that the test feeds bit by bit.</summary>
    private static Pipe Feeding(Sending sending)
    {
        Pipe body = new();
        sending.Stub.Then((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body.Reader.AsStream()) }));
        return body;
    }
}
