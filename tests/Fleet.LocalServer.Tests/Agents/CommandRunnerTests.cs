using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Agents that run as separate programs.</summary>
public sealed class CommandRunnerTests
{
    private const string Answer = """
        {"type":"status","status":"processing"}
        {"type":"chunk","text":"I heard "}
        {"type":"chunk","text":"é"}
        {"type":"tool_call","tool_call_id":"c1","tool_name":"look","args":{"at":1}}
        {"type":"done"}
        """;

    [Fact]
    public async Task A_command_answers_with_lines()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using CommandServer started = await CommandServer.StartAsync($"cat > /dev/null; cat <<'END'\n{Answer}\nEND\n");
        Talk talk = await Talk.StartAsync(started.Server, "cmd");
        Assert.Equal("processing", (await talk.AskAsync("hello"))[0].Text);
        Assert.Equal(["hello", "processing", "I heard é"], (await talk.StoredAsync()).Take(3));
        JsonNode call = (await talk.EventsAsync())[3]["data"]!["parts"]![0]!;
        Assert.Equal("""{"type":"tool_call","tool_call_id":"c1","tool_name":"look","args":{"at":1}}""", call.ToJsonString());
    }

    [Fact]
    public async Task A_command_gets_the_messages_of_the_session()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using CommandServer started = await CommandServer.StartAsync(
            """n=$(grep -c '"type": "message"'); echo "{\"type\":\"chunk\",\"text\":\"$n\"}"; echo '{"type":"done"}'""");
        Talk talk = await Talk.StartAsync(started.Server, "cmd");
        Assert.Equal("1", (await talk.AskAsync("one"))[^1].Text);
        Assert.Equal("3", (await talk.AskAsync("two"))[^1].Text);
    }

    [Theory]
    [InlineData("cat > /dev/null; echo oops >&2; exit 3", "The command ended with 3 before it was done. oops")]
    [InlineData("cat > /dev/null; echo nonsense", "The command wrote a line that is no JSON")]
    [InlineData("cat > /dev/null; echo '{\"type\":\"dance\"}'", "The command wrote a line whose 'type' is none of status, chunk, tool_call, done")]
    public async Task A_command_that_fails_is_reported(string script, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using CommandServer started = await CommandServer.StartAsync(script);
        StreamedEvent last = (await (await Talk.StartAsync(started.Server, "cmd")).AskAsync("hello"))[^1];
        Assert.Equal("error", last.Text);
        Assert.Equal(reason, (string?)last.Data["data"]!["data"]!["exception"]);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using CommandServer started = await CommandServer.StartAsync("""echo '{"type":"status","status":"typing"}'; sleep 600""");
        using RawHttp answer = await (await Talk.StartAsync(started.Server, "cmd")).SayAsync("hello");
        await answer.ReadChunkAsync();
        started.Server.Clock.Advance(TimeSpan.FromSeconds(300));
        StreamedEvent last = StreamedEvent.Parse(await answer.ReadAllChunksAsync())[^1];
        Assert.Equal("The command took longer than 300 s", (string?)last.Data["data"]!["data"]!["exception"]);
    }

    [Fact]
    public async Task A_command_is_killed_when_it_is_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        await using CommandServer started = await CommandServer.StartAsync("""echo "{\"type\":\"status\",\"status\":\"typing\",\"data\":$$}"; sleep 600""");
        Talk talk = await Talk.StartAsync(started.Server, "cmd");
        using RawHttp answer = await talk.SayAsync("hello");
        int id = (int)StreamedEvent.Parse(await answer.ReadChunkAsync() ?? "")[0].Data["data"]!["data"]!;
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(id);
        using RawHttp stop = await talk.OpenAsync("DELETE");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal("cancelled", StreamedEvent.Parse(await answer.ReadAllChunksAsync())[^1].Text);
    }

    private sealed class CommandServer(TestServer server, string file) : IAsyncDisposable
    {
        public TestServer Server => server;

        public static async Task<CommandServer> StartAsync(string script)
        {
            string file = Path.Combine(Path.GetTempPath(), $"fleet-runners-{Guid.NewGuid():N}.json");
            JsonObject runner = new() { ["kind"] = "command", ["command"] = new JsonArray("/bin/sh", "-c", script) };
            await File.WriteAllTextAsync(file, new JsonObject { ["runners"] = new JsonObject { ["cmd"] = runner } }.ToJsonString());
            return new CommandServer(await TestServer.StartAsync(options => options with { RunnersPath = file }), file);
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            File.Delete(file);
        }
    }
}
