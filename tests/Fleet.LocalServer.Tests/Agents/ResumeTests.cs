using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Streams that are interrupted and resumed.</summary>
public sealed class ResumeTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Events_of_a_session_are_numbered_without_gaps_over_all_its_answers()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "echo");
        Assert.Equal(["1", "2", "3", "4"], (await talk.AskAsync("hello you")).Select(static e => e.Id));
        using RawHttp second = await talk.SayAsync("again");
        Assert.Equal("4", second.Headers["Fleet-Last-Event-ID"]);
        Assert.Equal(["5", "6", "7"], StreamedEvent.Parse(await second.ReadAllChunksAsync()).Select(static e => e.Id));
    }

    [Fact]
    public async Task A_stream_is_read_again_from_any_event_on_byte_for_byte()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "tools");
        using RawHttp answer = await talk.SayAsync("hello");
        string whole = await answer.ReadAllChunksAsync();
        string[] frames = whole.Split("\n\n")[..^1];
        for (int last = 0; last <= frames.Length; last++)
        {
            using RawHttp again = await talk.OpenAsync("GET", null, ("Last-Event-ID", $"{last}"));
            Assert.Equal(string.Concat(frames.Skip(last).Select(static frame => frame + "\n\n")), await again.ReadAllChunksAsync());
        }
    }

    [Fact]
    public async Task A_stream_that_was_cut_goes_on_where_it_was()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "short");
        string read = "";
        using (RawHttp cut = await talk.SayAsync("hello"))
        {
            read += await cut.ReadChunkAsync();
        }

        int seen = StreamedEvent.Parse(read).Count;
        using RawHttp resumed = await talk.OpenAsync("GET", null, ("Last-Event-ID", $"{seen}"));
        Task<string> rest = resumed.ReadAllChunksAsync();
        for (int round = 0; round < 10; round++)
        {
            await started.Server.Clock.PassAsync(s_pause + s_pause);
        }

        Assert.Equal(
            ["typing", .. Enumerable.Range(0, 10).Select(static i => $"{i} ")],
            StreamedEvent.Parse(read + await rest).Select(static e => e.Text));
        Assert.Equal(["hello", "typing", "0 1 2 3 4 5 6 7 8 9 "], await talk.StoredAsync());
    }

    [Fact]
    public async Task A_stream_outlives_the_server_and_an_answer_that_did_not_says_so()
    {
        RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "slow");
        using RawHttp cut = await talk.SayAsync("hello");
        IReadOnlyList<StreamedEvent> before = StreamedEvent.Parse(await cut.ReadChunkAsync() ?? "");
        await started.Server.StopAsync();

        await using TestServer again = await started.StartAgainAsync();
        using RawHttp resumed = await new Talk(again, talk.SessionId).OpenAsync("GET", null, ("Last-Event-ID", $"{before.Count}"));
        IReadOnlyList<StreamedEvent> all = [.. before, .. StreamedEvent.Parse(await resumed.ReadAllChunksAsync())];
        Assert.Equal(Enumerable.Range(1, all.Count).Select(static i => $"{i}"), all.Select(static e => e.Id));
        Assert.Equal("cancelled", all[^1].Text);
    }

    [Fact]
    public async Task Silence_is_filled_with_comments()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "patient");
        using RawHttp answer = await talk.SayAsync("hello");
        Assert.StartsWith("event: status", await answer.ReadChunkAsync(), StringComparison.Ordinal);
        await started.Server.Clock.PassAsync(TimeSpan.FromSeconds(16));
        Assert.Equal(": heartbeat\n\n", await answer.ReadChunkAsync());
    }

    [Fact]
    public async Task An_agent_is_stopped_on_request()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "slow");
        using RawHttp answer = await talk.SayAsync("hello");
        using RawHttp stop = await talk.OpenAsync("DELETE");
        Assert.Equal(204, stop.Status);
        Assert.Equal("cancelled", StreamedEvent.Parse(await answer.ReadAllChunksAsync())[^1].Text);
        Assert.Equal("cancelled", (await talk.StoredAsync())[^1]);
    }

    [Fact]
    public async Task An_agent_that_nobody_listens_to_is_stopped_in_time()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "patient");
        using (RawHttp answer = await talk.SayAsync("hello"))
        {
            await answer.ReadChunkAsync();
        }

        // The wait for a client to reconnect; the agent's own wait is longer, the heartbeat's shorter.
        await started.Server.Clock.TimerAsync(static wait => wait == TimeSpan.FromSeconds(30));
        started.Server.Clock.Advance(TimeSpan.FromSeconds(30));
        using RawHttp again = await talk.OpenAsync("GET");
        Assert.Equal(["processing", "cancelled"], StreamedEvent.Parse(await again.ReadAllChunksAsync()).Select(static e => e.Text));
    }

    [Fact]
    public async Task A_greeting_is_stored_and_streamed_to_who_asks()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "greeter", "?allow_greeting=true");
        using RawHttp answer = await talk.OpenAsync("GET");
        IReadOnlyList<StreamedEvent> greeting = StreamedEvent.Parse(await answer.ReadAllChunksAsync());
        Assert.Equal(["processing", "typing", "Welcome", "!"], greeting.Select(static e => e.Text));
        Assert.Matches("^RID\\([A-Za-z0-9-]{10}\\)$", (string?)greeting[0].Data["correlation_id"]);
        Assert.Equal(["processing", "typing", "Welcome!"], await talk.StoredAsync());
    }

    [Fact]
    public async Task An_id_that_is_no_number_is_refused()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "echo");
        using RawHttp answer = await talk.OpenAsync("GET", null, ("Last-Event-ID", "abc"));
        Assert.Equal(422, answer.Status);
    }

}
