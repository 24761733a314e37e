using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>A session with an agent of its own.</summary>
internal sealed class Talk(TestServer server, string sessionId)
{
    public string SessionId => sessionId;

    /// <summary>Creates an agent of a type and starts a session with it.</summary>
    public static async Task<Talk> StartAsync(TestServer server, string type, string query = "", string more = "")
    {
        string agent = (await server.CallAsync("POST", "/api/agents", $$"""{"name":"An agent","type":"{{type}}"}"""))["id"]!.ToString();
        JsonNode session = await server.CallAsync("POST", "/api/sessions" + query, $$"""{"agent_id":"{{agent}}"{{more}}}""");
        return new Talk(server, session["id"]!.ToString());
    }

    /// <summary>Sends a message and returns while the answer is still coming in.</summary>
    public Task<RawHttp> SayAsync(string text) => OpenAsync("POST", JsonSerializer.Serialize(new { type = "message", source = "user", content = text }));

    /// <summary>Sends a request to the stream.</summary>
    public Task<RawHttp> OpenAsync(string method, string? body = null, params IEnumerable<(string, string)> headers) => RawHttp.SendAsync(
        server,
        method,
        $"/api/sessions/{sessionId}/events/stream",
        [("Host", "localhost"), ("Content-Type", "application/json"), ("Content-Length", ""), .. headers],
        body);

    /// <summary>Sends a message and waits for the whole answer.</summary>
    public async Task<IReadOnlyList<StreamedEvent>> AskAsync(string text)
    {
        using RawHttp answer = await SayAsync(text);
        return StreamedEvent.Parse(await answer.ReadAllChunksAsync());
    }

    /// <summary>Reads the stored events.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string query = "") =>
        [.. ((JsonArray)(await server.CallAsync("GET", $"/api/sessions/{sessionId}/events{query}"))["data"]!).Select(static stored => stored!)];

    /// <summary>Summarizes the stored events: the text of messages, the statuses.</summary>
    public async Task<IReadOnlyList<string>> StoredAsync(string query = "") => [.. (await EventsAsync(query)).Select(static stored =>
        (string?)stored["data"]!["status"] ?? (string?)stored["data"]!["parts"]?[0]?["content"] ?? (string)stored["type"]!)];
}

/// <summary>An event of a stream.</summary>
internal sealed record StreamedEvent(string Name, string? Id, JsonNode Data)
{
    /// <summary>The status, or the text of the first patch.</summary>
    public string Text => (string?)Data["data"]?["status"] ?? Data["patches"]![0]!["value"]!.ToString();

    /// <summary>Parses a stream, skipping comments.</summary>
    public static IReadOnlyList<StreamedEvent> Parse(string stream) =>
    [
        .. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static frame => !frame.StartsWith(':')).Select(static frame =>
        {
            Dictionary<string, string> fields = frame.Split('\n').Select(static line => line.Split(": ", 2))
                .ToDictionary(static field => field[0], static field => field[1]);
            return new StreamedEvent(fields["event"], fields.GetValueOrDefault("id"), JsonNode.Parse(fields["data"])!);
        }),
    ];
}
