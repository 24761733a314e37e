using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>The ends of streams and the events stored from them, outside exact mode.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData("crash", "boom")]
    [InlineData("nobody", "Nothing runs agents of the type 'nobody'")]
    [InlineData("unserial", "The agent emitted what no JSON can hold")]
    public async Task A_run_that_fails_says_so_and_ends_the_stream(string type, string reason)
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, type);
        StreamedEvent last = (await talk.AskAsync("hello"))[^1];
        Assert.Equal("error", last.Text);
        Assert.Equal(reason, (string?)last.Data["data"]!["data"]!["exception"]);
        Assert.Equal("error", (await talk.StoredAsync())[^1]);
    }

    [Fact]
    public async Task A_run_that_never_says_that_it_is_done_is_done_when_it_returns()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "nocomplete");
        Assert.Equal(["processing", "typing", "partial"], (await talk.AskAsync("hello")).Select(static e => e.Text));
        Assert.Equal(["hello", "processing", "typing", "partial"], await talk.StoredAsync());
    }

    [Fact]
    public async Task A_second_message_ends_the_first_stream_with_cancelled()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "slow");
        using RawHttp first = await talk.SayAsync("one");
        string? begun = await first.ReadChunkAsync();
        using RawHttp second = await talk.SayAsync("two");
        Assert.Equal("cancelled", StreamedEvent.Parse(begun + await first.ReadAllChunksAsync())[^1].Text);
    }

    [Fact]
    public async Task A_chunk_that_comes_too_early_waits_for_its_turn()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "outoforder");
        Assert.Equal([0, 1], (await talk.AskAsync("hello")).Select(static e => (int)e.Data["seq"]!));
        Assert.Equal("""{"a":1,"b":2}""", (await talk.EventsAsync())[^1]["data"]!["parts"]![0]!["content"]!.ToJsonString());
    }

    [Theory]
    [InlineData("?types=message", new[] { "hello you", "hello you" })]
    [InlineData("?types=status&types=tool", new[] { "processing", "typing" })]
    [InlineData("?types=message,status&source=user", new[] { "hello you" })]
    public async Task Events_are_filtered_by_their_types(string query, string[] expected)
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "echo");
        await talk.AskAsync("hello you");
        Assert.Equal(expected, await talk.StoredAsync(query));
        TestAnswer wrong = await started.Server.SendAsync("GET", $"/api/sessions/{talk.SessionId}/events?types=message,noise");
        Assert.Equal("""["query","types",1]""", wrong.Json["detail"]![0]!["loc"]!.ToJsonString());
    }

    [Fact]
    public async Task A_result_that_breaks_the_original_for_good_is_listed()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "poison");
        await talk.AskAsync("hello");
        Assert.Equal("[1]", (await talk.EventsAsync())[^1]["data"]!["tool_calls"]![0]!["args"]!.ToJsonString());
    }

    [Fact]
    public async Task Events_are_numbered_without_gaps_and_survive_a_restart()
    {
        RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "tools");
        await talk.AskAsync("one");
        await talk.AskAsync("two");
        string before = string.Join('\n', (await talk.EventsAsync()).Select(static e => e.ToJsonString()));
        await started.Server.StopAsync();
        await using TestServer again = await started.StartAgainAsync();
        JsonArray events = (JsonArray)(await again.CallAsync("GET", $"/api/sessions/{talk.SessionId}/events"))["data"]!;
        Assert.Equal(before, string.Join('\n', events.Select(static e => e!.ToJsonString())));
        Assert.Equal(Enumerable.Range(0, 14), events.Select(static e => (int)e!["offset"]!));
    }
}
