using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Recording and replaying sessions.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_recorded_session_is_said_again_message_by_message()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk first = await Talk.StartAsync(started.Server, "tools", more: ""","mode":"record","metadata":{"k":1}""");
        JsonNode metadata = (await started.Server.CallAsync("GET", $"/api/sessions/{first.SessionId}"))["metadata"]!;
        string recording = metadata["recording"]!["recording_id"]!.ToString();
        Assert.Equal(1, (int)metadata["k"]!);
        IReadOnlyList<StreamedEvent> one = await first.AskAsync("one");
        IReadOnlyList<StreamedEvent> two = await first.AskAsync("two");

        Talk again = await Talk.StartAsync(
            started.Server, "replay", more: $$""","mode":"replay","metadata":{"replay":{"recording_id":"{{recording}}","pacing":0} }""");

        Assert.Equal(one.Select(static e => e.Text), (await again.AskAsync("something else")).Select(static e => e.Text));
        Assert.Equal(one.Count + 1, await StreamedAsync());
        Assert.Equal(two.Select(static e => e.Text), (await again.AskAsync("and again")).Select(static e => e.Text));
        Assert.Equal(one.Count + 1 + two.Count + 1, await StreamedAsync());
        Assert.Equal((await first.StoredAsync("?source=ai_agent")).Order(), (await again.StoredAsync("?source=ai_agent")).Order());
        StreamedEvent over = (await again.AskAsync("too much"))[^1];
        Assert.Equal("error", over.Text);
        Assert.Contains("ends after 2 messages", over.Data.ToJsonString(), StringComparison.Ordinal);

        async Task<int> StreamedAsync() =>
            (int)(await started.Server.CallAsync("GET", $"/api/sessions/{again.SessionId}"))["metadata"]!["replay"]!["last_streamed_offset"]!;
    }

    [Fact]
    public async Task A_recording_is_replayed_at_its_pace()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk first = await Talk.StartAsync(started.Server, "patient", more: ""","mode":"record" """);
        string recording = (await started.Server.CallAsync("GET", $"/api/sessions/{first.SessionId}"))["metadata"]!["recording"]!["recording_id"]!.ToString();
        using (RawHttp answer = await first.SayAsync("hello"))
        {
            await answer.ReadChunkAsync();
        }

        using (RawHttp stop = await first.OpenAsync("DELETE"))
        {
            Assert.Equal(204, stop.Status);
        }

        Talk again = await Talk.StartAsync(started.Server, "replay", more: $$""","mode":"replay","metadata":{"replay":{"recording_id":"{{recording}}"} }""");
        Assert.Equal(["processing", "cancelled"], (await again.AskAsync("hello")).Select(static e => e.Text));
    }

    [Theory]
    [InlineData("""{"recording_id":"0123456789"}""", "Recording with ID 0123456789 not found")]
    [InlineData("""{"recording_id":"0123456789","pacing":-1}""", "metadata.replay: 'pacing' must be a number from 0 to 1000")]
    [InlineData("""{"recording_id":5}""", "metadata.replay: 'recording_id' must be a text")]
    public async Task A_replay_that_cannot_be_is_refused(string replay, string reason)
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        string agent = (await started.Server.CallAsync("POST", "/api/agents", """{"name":"An agent","type":"replay"}"""))["id"]!.ToString();
        TestAnswer answer = await started.Server.SendAsync(
            "POST", "/api/sessions", $$"""{"agent_id":"{{agent}}","mode":"replay","metadata":{"replay":{{replay}} } }""");
        Assert.Equal((400, reason), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task A_session_without_a_recording_fails_when_it_is_spoken_to()
    {
        await using RecordedServer started = await RecordedServer.StartAsync();
        Talk talk = await Talk.StartAsync(started.Server, "replay");
        Assert.Contains("names no recording", (await talk.AskAsync("hello"))[^1].Data.ToJsonString(), StringComparison.Ordinal);
    }
}
