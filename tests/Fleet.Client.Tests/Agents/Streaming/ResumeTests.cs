using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Testing;

namespace Fleet.Client.Tests.Agents;

/// <summary>Resuming a stream that was cut: the request, the events rejected, and when resuming is abandoned.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly FleetMessageRequest s_message = new() { SessionId = "MYSESSION1", Content = "hello" };

    private readonly StubHandler _stub = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly FleetClient _client;

    public ResumeTests() =>
        _client = new FleetClient(new FleetClientOptions { AgentsUri = new Uri("http://agents.test"), Handler = _stub, TimeProvider = _clock });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _stub.Dispose();
    }

    [Fact]
    public async Task What_came_after_the_last_event_is_asked_for_once_per_cut()
    {
        Answer([5, 6], isCut: true).Answer([], isCut: true).Answer([7], isCut: false);

        Assert.Equal(["5", "6", "7"], await IdsAsync(s_message, passes: 1));

        Assert.Equal(
            [
                "POST /api/sessions/MYSESSION1/events/stream ",
                "GET /api/sessions/MYSESSION1/events/stream?correlation_id=RID%28a%29%3A%3Ab 6",
                "GET /api/sessions/MYSESSION1/events/stream?correlation_id=RID%28a%29%3A%3Ab 6",
            ],
            _stub.Sent.Select(static sent => $"{sent.Method} {sent.Uri.PathAndQuery} {sent["Last-Event-ID"]}"));
    }

    [Fact]
    public async Task What_comes_twice_is_given_once()
    {
        Answer([5, 6], isCut: true).Answer([5, 6, 7], isCut: false);

        Assert.Equal(["5", "6", "7"], await IdsAsync(s_message));
    }

    [Theory]
    [InlineData(8, "8")]
    [InlineData(0, "without a number")]
    public async Task A_gap_is_never_hidden(int next, string told)
    {
        Answer([5, 6], isCut: true).Answer([next], isCut: false);

        FleetStreamException gap = await Assert.ThrowsAsync<FleetStreamException>(() => IdsAsync(s_message));

        Assert.Equal(("stream_gap", 2), (gap.ErrorCode, gap.UpdatesReceived));
        Assert.Contains(told, gap.Message, StringComparison.Ordinal);
        Assert.Equal(2, _stub.Sent.Count);
    }

    [Fact]
    public async Task A_service_that_stays_away_is_waited_for_so_long_and_no_longer()
    {
        Answer([5], isCut: true);
        _stub.Throws(static () => new HttpRequestException(HttpRequestError.ConnectionError));

        Task<List<string?>> reading = IdsAsync(s_message with { ResumeTimeout = TimeSpan.FromSeconds(10) }, passes: 20);

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(() => reading);
        Assert.Equal("stream_cut", cut.ErrorCode);
        Assert.Contains("within 10 s", cut.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<FleetException>(cut.InnerException);
        Assert.InRange(_stub.Sent.Count, 4, 6);
    }

    [Fact]
    public async Task A_service_that_forgot_the_session_is_not_asked_again()
    {
        Answer([5], isCut: true);
        _stub.Then(HttpStatusCode.BadRequest, """{"detail":"Session with ID MYSESSION1 not found"}""");

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(() => IdsAsync(s_message));

        Assert.IsType<FleetNotFoundException>(cut.InnerException);
        Assert.Equal(2, _stub.Sent.Count);
    }

    [Fact]
    public async Task Numbers_without_their_exchange_are_no_promise()
    {
        Answer([5], isCut: true, exchange: null);

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(() => IdsAsync(s_message));

        Assert.Contains("cannot send the rest again", cut.Message, StringComparison.Ordinal);
        Assert.Single(_stub.Sent);
    }

    [Fact]
    public async Task Leaving_early_stops_the_exchange_and_no_other()
    {
        Answer([5, 6], isCut: false);
        _stub.Then(HttpStatusCode.NoContent);

        await foreach (FleetStreamEvent one in _client.Sessions.SendRawEventAsync(s_message, Token))
        {
            Assert.Equal("5", one.StreamId);
            break;
        }

        Assert.Equal(
            "DELETE /api/sessions/MYSESSION1/events/stream?correlation_id=RID%28a%29%3A%3Ab",
            $"{_stub.Sent[1].Method} {_stub.Sent[1].Uri.PathAndQuery}");
    }

    [Fact]
    public async Task A_stream_that_ended_needs_no_farewell()
    {
        Answer([5, 6], isCut: false);

        Assert.Equal(["5", "6"], await IdsAsync(s_message));

        Assert.Single(_stub.Sent);
    }

    [Fact]
    public async Task A_farewell_that_is_not_heard_delays_nobody_and_fails_nothing()
    {
        Answer([5, 6], isCut: false);
        _stub.Hangs();

        Task leaving = Task.Run(async () => await _client.Sessions.SendRawEventAsync(s_message, Token).FirstAsync(Token), Token);
        await _clock.TimerAsync(static due => due == TimeSpan.FromMilliseconds(200));
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        await leaving;
    }

    private ResumeTests Answer(int[] ids, bool isCut, string? exchange = "RID(a)::b")
    {
        string body = string.Concat(ids.Select(static id => $"event: status\n{(id == 0 ? "" : $"id: {id}\n")}data: {{}}\n\n")) + (isCut ? "event: st" : "");
        _stub.Then((_, _) =>
        {
            HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            response.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
            response.Headers.TryAddWithoutValidation("Fleet-Last-Event-ID", "4");
            if (exchange is not null)
            {
                response.Headers.TryAddWithoutValidation("Fleet-Correlation-ID", exchange);
            }

            return Task.FromResult(response);
        });
        return this;
    }

    private async Task<List<string?>> IdsAsync(FleetMessageRequest message, int passes = 0)
    {
        Task<List<string?>> reading = Task.Run(
            async () => await _client.Sessions.SendRawEventAsync(message, Token).Select(static one => (string?)one.StreamId).ToListAsync(Token), Token);
        for (int i = 0; i < passes && !reading.IsCompleted; i++)
        {
            await Task.WhenAny(reading, _clock.PassAsync(TimeSpan.FromSeconds(5)));
        }

        return await reading;
    }
}
