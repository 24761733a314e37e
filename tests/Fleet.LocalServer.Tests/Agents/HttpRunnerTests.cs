using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Agents that get their answers from a chat endpoint.</summary>
public sealed class HttpRunnerTests
{
    private const string Key = "sk-endpoint-secret";

    [Fact]
    public async Task An_endpoint_gets_the_conversation_and_streams_its_answer()
    {
        await using Endpoint endpoint = await Endpoint.StartAsync(
            200,
            Piece("""{"role":"assistant","content":""}"""),
            Piece("""{"reasoning_content":"hm"}"""),
            Piece("""{"content":"Hel"}"""),
            Piece("""{"content":"lo é"}"""),
            Last,
            "[DONE]");
        Talk talk = await endpoint.TalkAsync();

        Assert.Equal(["processing", "typing", "hm", "Hel", "lo é"], (await talk.AskAsync("one")).Select(static e => e.Text));
        await talk.AskAsync("two");

        Assert.Equal("Bearer " + Key, endpoint.Authorization);
        Assert.Equal(
            """{"model":"m1","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"one"},{"role":"assistant","content":"Hello é"},"""
                + """{"role":"user","content":"two"}],"stream":true}""",
            endpoint.Body);
        JsonNode[] kept = [.. (await talk.EventsAsync("?types=message&source=ai_agent")).Take(2).Select(static e => e["data"]!["parts"]![0]!)];
        Assert.Equal(["hm", "Hello é"], kept.Select(static part => (string?)(part["reasoning"] ?? part["content"])));
    }

    [Fact]
    public async Task Calls_of_tools_are_put_together()
    {
        await using Endpoint endpoint = await Endpoint.StartAsync(
            200,
            Piece("""{"tool_calls":[{"index":1,"id":"c1","function":{"name":"look","arguments":""}}]}"""),
            Piece("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"at\":"}},{"index":2,"id":"c2","function":{"name":"wait"}}]}"""),
            Piece("""{"tool_calls":[{"index":1,"function":{"arguments":"1}"}}]}"""),
            Last);
        Talk talk = await endpoint.TalkAsync();
        await talk.AskAsync("one");

        JsonArray parts = (JsonArray)(await talk.EventsAsync("?types=message&source=ai_agent"))[0]["data"]!["parts"]!;
        Assert.Equal(
            ["""c1 look {"at":1}""", "c2 wait {}"],
            parts.Select(static part => $"{part!["tool_call_id"]} {part["tool_name"]} {part["args"]!.ToJsonString()}"));
    }

    [Theory]
    [InlineData(401, "no such key: " + Key, "The endpoint answered 401: no such key: ***")]
    [InlineData(200, "nonsense", "The endpoint sent a piece that is no JSON")]
    [InlineData(200, """{"error":{"message":"overloaded"}}""", "The endpoint reports an error: overloaded")]
    [InlineData(200, """{"choices":[]}""", "The endpoint's answer ended before it was complete")]
    public async Task An_endpoint_that_fails_is_reported_and_the_key_is_not_shown(int status, string piece, string reason)
    {
        await using Endpoint endpoint = await Endpoint.StartAsync(status, piece);
        StreamedEvent last = (await (await endpoint.TalkAsync()).AskAsync("hello"))[^1];
        Assert.Equal(("error", reason), (last.Text, (string?)last.Data["data"]!["data"]!["exception"]));
    }

    [Theory]
    [InlineData("""{"kind":"http","url":"ftp://x","model":"m"}""", "'url'")]
    [InlineData("""{"kind":"http","url":"http://x/"}""", "'model'")]
    [InlineData("""{"kind":"http","url":"http://x/","model":"m","key":"NOT_THERE"}""", "'key'")]
    [InlineData("""{"kind":"http","url":"http://x/","model":"m","timeout_seconds":0}""", "'timeout_seconds'")]
    [InlineData("""{"kind":"replay","pacing":"fast"}""", "'pacing'")]
    public async Task Settings_that_cannot_work_keep_the_server_from_starting(string settings, string told)
    {
        string runners = Path.Combine(Path.GetTempPath(), $"fleet-runners-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(runners, "{\"runners\":{\"x\":" + settings + "}}", TestContext.Current.CancellationToken);
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(options => options with { RunnersPath = runners }));
        File.Delete(runners);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    private static string Last => """{"choices":[{"delta":{},"finish_reason":"stop"}]}""";

    private static string Piece(string delta) => $$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    /// <summary>A chat endpoint that always gives the same answer, and a server that uses it for agents of type <c>chat</c>.</summary>
    private sealed class Endpoint : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("fleet-test-").FullName;
        private TestServer? _server;

        public string? Authorization { get; private set; }

        public string? Body { get; private set; }

        public static async Task<Endpoint> StartAsync(int status, params string[] pieces)
        {
            Endpoint endpoint = new();
            int port = FreePort();
            endpoint._listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            endpoint._listener.Start();
            _ = endpoint.ServeAsync(status, status == 200 ? string.Concat(pieces.Select(static piece => $"data: {piece}\n\n")) : pieces[0]);
            string runners = Path.Combine(endpoint._folder, "runners.json");
            string secrets = Path.Combine(endpoint._folder, "secrets");
            await File.WriteAllTextAsync(secrets, $"CHAT_KEY={Key}\n");
            string url = $"http://127.0.0.1:{port}/v1/chat/completions";
            await File.WriteAllTextAsync(
                runners, $$$$"""{"runners":{"chat":{"kind":"http","url":"{{{{url}}}}","model":"m1","system":"Be kind","key":"CHAT_KEY"}}}""");
            endpoint._server = await TestServer.StartAsync(options => options with { RunnersPath = runners, SecretsPath = secrets });
            return endpoint;
        }

        public Task<Talk> TalkAsync() => Talk.StartAsync(_server!, "chat");

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _server!.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        private static int FreePort()
        {
            using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        private async Task ServeAsync(int status, string answer)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext call = await _listener.GetContextAsync();
                    using StreamReader reader = new(call.Request.InputStream);
                    (Authorization, Body) = (call.Request.Headers["Authorization"], await reader.ReadToEndAsync());
                    call.Response.StatusCode = status;
                    call.Response.ContentType = "text/event-stream";
                    await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                    call.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
