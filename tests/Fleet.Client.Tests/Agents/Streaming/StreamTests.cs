using System.IO.Pipelines;
using System.Net;
using System.Text;
using Fleet.Client.Tests.Core;
using Fleet.Client.Tests.Golden;

namespace Fleet.Client.Tests.Agents;

public sealed class StreamTests
{
    private static CancellationToken Token => StreamClient.Token;

    [Fact]
    public async Task The_request_is_that_of_the_original()
    {
        using StreamClient test = new("");

        Assert.Empty(await test.Client.Sessions.SendEventAsync("zv3h4j5Fjv", "What's up?", Token).ToListAsync(Token));

        Testing.SentRequest sent = test.Stub.Sent.Single();
        Assert.Equal("POST /api/sessions/zv3h4j5Fjv/events/stream", $"{sent.Method} {sent.Uri.PathAndQuery}");
        Assert.Equal("text/event-stream", sent["Accept"]);
        Assert.Equal("""{"type":"message","source":"user","content":"What's up?"}""", sent.Body);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task The_pieces_in_which_it_comes_make_no_difference(int size)
    {
        string body = Flux0File.Answer("stream tools");
        using StreamClient test = new(() => new PieceStream(body, size));

        Assert.Equal(13, (await test.AllAsync()).Count);
    }

    [Fact]
    public async Task A_text_shows_what_it_was_at_each_update()
    {
        using StreamClient test = new(Flux0File.Answer("stream echo"));

        FleetSessionUpdate[] chunks = [.. (await test.AllAsync()).Where(static update => update.Kind == "chunk")];

        Assert.Equal(["hello", "hello big", "hello big world"], chunks.Select(static chunk => chunk.Text));
        Assert.Equal([5, 9, 15], chunks.Select(static chunk => chunk.Length));
    }

    [Fact]
    public async Task A_long_message_costs_no_square()
    {
        const int pieces = 20_000;
        const int size = 50;
        string piece = new('x', size);
        string one = $$"""
            event: chunk
            data: {"correlation_id": "c", "event_id": "e", "seq": 0, "patches": [{"op": "add", "path": "/-", "value": "{{piece}}"}], "timestamp": 1.5}


            """;
        using StreamClient test = new(string.Concat(Enumerable.Repeat(one, pieces)));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int length = 0;
        await foreach (FleetSessionUpdate update in test.Client.Sessions.SendEventAsync(StreamClient.Message, Token))
        {
            length = update.Length;
        }

        // Together, the individual texts would take 10 GB.
        Assert.Equal(pieces * size, length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Fact]
    public async Task A_cut_says_what_was_received()
    {
        string body = Flux0File.Answer("stream echo");
        using StreamClient test = new(body, new HttpIOException(HttpRequestError.ResponseEnded));

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(test.AllAsync);

        Assert.Equal(
            ("stream_cut", 5, "typing", "hello big world", "RID(tRKboe29ee)::sXqjY42MqE"),
            (cut.ErrorCode, cut.UpdatesReceived, cut.LastStatus, cut.TextReceived, cut.CorrelationId));
        Assert.Contains("5 events", cut.Message, StringComparison.Ordinal);
        Assert.Single(test.Stub.Sent);
    }

    [Fact]
    public async Task An_end_within_an_event_is_a_cut_too()
    {
        string body = Flux0File.Answer("stream echo");
        using StreamClient test = new(body[..^1]);

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(test.AllAsync);

        Assert.Equal(("stream_cut", 4), (cut.ErrorCode, cut.UpdatesReceived));
    }

    [Fact]
    public async Task A_silent_stream_ends_by_the_idle_limit()
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Flux0File.Answer("stream errorstatus")), Token);
        using StreamClient test = new(() => pipe.Reader.AsStream());
        FleetMessageRequest message = StreamClient.Message with { IdleTimeout = TimeSpan.FromSeconds(30) };

        Task<List<FleetSessionUpdate>> reading = Task.Run(async () => await test.Client.Sessions.SendEventAsync(message, Token).ToListAsync(Token), Token);
        await test.Clock.TimerAsync(static due => due == TimeSpan.FromSeconds(30));
        test.Clock.Advance(TimeSpan.FromSeconds(30));

        FleetStreamException silent = await Assert.ThrowsAsync<FleetStreamException>(() => reading);
        Assert.Equal(("stream_silent", 1, "error"), (silent.ErrorCode, silent.UpdatesReceived, silent.LastStatus));
    }

    [Theory]
    [InlineData("\n\n")]
    [InlineData("")]
    public async Task An_event_that_is_too_large_is_an_error_of_its_own(string end)
    {
        using StreamClient test = new($"event: chunk\ndata: \"{new string('x', 100_000)}\"{end}");
        FleetMessageRequest message = StreamClient.Message with { MaxEventBytes = 1000 };

        FleetStreamException large = await Assert.ThrowsAsync<FleetStreamException>(async () =>
            await test.Client.Sessions.SendEventAsync(message, Token).ToListAsync(Token));

        Assert.Equal("event_too_large", large.ErrorCode);
    }

    [Fact]
    public async Task Leaving_the_loop_closes_the_stream()
    {
        PieceStream body = new(Flux0File.Answer("stream echo"), 400);
        TaskCompletionSource closed = new();
        using StreamClient test = new(() => new Watched(body, closed));

        await foreach (FleetSessionUpdate update in test.Client.Sessions.SendEventAsync(StreamClient.Message, Token))
        {
            Assert.Equal("processing", update.Status);
            break;
        }

        Assert.True(closed.Task.IsCompleted);
    }

    [Fact]
    public async Task A_token_ends_the_stream_as_cancelled()
    {
        Pipe pipe = new();
        using StreamClient test = new(() => pipe.Reader.AsStream());
        using CancellationTokenSource stop = new();

        Task reading = Task.Run(async () => await test.Client.Sessions.SendEventAsync(StreamClient.Message, stop.Token).ToListAsync(stop.Token), Token);
        await test.Clock.TimerAsync(static due => due == TimeSpan.FromMinutes(2));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_second_message_while_a_stream_is_open_warns()
    {
        using StreamClient test = new(Flux0File.Answer("stream echo"));

        await foreach (FleetSessionUpdate update in test.Client.Sessions.SendEventAsync(StreamClient.Message, Token))
        {
            await test.AllAsync();
            break;
        }

        Assert.Contains(StreamClient.SessionId, Assert.Single(test.Log).Message, StringComparison.Ordinal);
        await test.AllAsync();
        Assert.Single(test.Log);
    }

    [Fact]
    public async Task An_answer_that_is_no_stream_is_an_error()
    {
        using StreamClient test = new(static () => new MemoryStream("<html>"u8.ToArray()), "text/html");

        FleetException failure = await Assert.ThrowsAsync<FleetException>(test.AllAsync);

        Assert.Contains("text/html", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_sent_once_whatever_fails()
    {
        using StreamClient test = new("");
        test.Stub.Then(HttpStatusCode.ServiceUnavailable);
        await test.AllAsync();

        await Assert.ThrowsAsync<FleetUnavailableException>(test.AllAsync);

        Assert.Equal(2, test.Stub.Sent.Count);
    }

    [Theory]
    [InlineData("short", "x")]
    [InlineData("MYSESSION1", "")]
    public void A_message_that_cannot_be_is_never_sent(string session, string content)
    {
        using StreamClient test = new("");

        Assert.Throws<FleetValidationException>(() => test.Client.Sessions.SendEventAsync(session, content, Token));
        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task Following_gives_each_event_once_as_it_is_kept()
    {
        using StreamClient test = new("");
        await test.AllAsync();
        test.Stub
            .Then(HttpStatusCode.OK, """{"data":[{"id":"a","offset":4},{"id":"b","offset":5}]}""")
            .Then(HttpStatusCode.OK, """{"data":[]}""")
            .Then(HttpStatusCode.OK, """{"data":[{"id":"c","offset":6}]}""");

        Task<List<FleetSessionEvent>> following = Task.Run(
            async () =>
                await test
                    .Client.Sessions.FollowEventsAsync(StreamClient.SessionId, new FleetSessionEventQuery { MinOffset = 4 }, null, Token)
                    .Take(3)
                    .ToListAsync(Token), Token);
        await test.Clock.PassAsync(TimeSpan.FromSeconds(2));
        await test.Clock.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(["a", "b", "c"], (await following).Select(static one => one.EventId));
        Assert.Equal(["?min_offset=4", "?min_offset=6", "?min_offset=6"], test.Stub.Sent.Skip(1).Select(static sent => sent.Uri.Query));
    }

    /// <summary>A stream that reports when it is closed.</summary>
    private sealed class Watched(Stream inner, TaskCompletionSource closed) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
