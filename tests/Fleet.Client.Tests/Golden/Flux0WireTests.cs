using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>Every recorded request of the Python client of flux0, against what this client sends.</summary>
public sealed class Flux0WireTests
{
    private const string EmptyList = """{"data":[]}""";
    private const string Thing = """{"id":"vUfk4PgjTm","agent_id":"vUfk4PgjTm","name":"N","type":"t"}""";

    // The request sent instead, or none if the call is rejected before; by the recorded arguments or address.
    private static readonly Dictionary<string, (string? Instead, string Reason)> s_meant = new()
    {
        ["""agents.create {"name":"N","type_":"t","description":null}"""] =
            ("""POST /api/agents application/json {"name":"N","type":"t"}""", "none and null mean the same to the service: there is no third state"),
        ["""agents.retrieve {"agent_id":"a b/c?d%e"}"""] = (null, "an id of another length is refused before it is sent"),
        ["""agents.retrieve {"agent_id":"h\u00E9"}"""] = (null, "an id of another length is refused before it is sent"),
        ["""sessions.create {"agent_id":"vUfk4PgjTm","allow_greeting":null,"id":null,"title":null}"""] = (
            """POST /api/sessions?allow_greeting=false application/json {"agent_id":"vUfk4PgjTm"}""",
            "none and null mean the same to the service: there is no third state"),
        ["""sessions.list {"agent_id":""}"""] = (null, "an empty filter never means everything"),
        ["""sessions.create_event {"session_id":"zv3h4j5Fjv","type_":"message","source":"user"}"""] = (null, "the service takes no message without content"),
        ["""sessions.create_event {"session_id":"zv3h4j5Fjv","type_":"custom","source":"system","content":null}"""] = (
            null,
            "the service takes nothing but messages of the user"),
        ["""sessions.list_events {"session_id":"zv3h4j5Fjv","types":[]}"""] = (null, "no types are none, not all of them"),
        ["agents.list http://HOST/base?x=1"] = (null, "an address with a query is refused when the client is made"),
    };

    public static TheoryData<int> Recorded => [.. Enumerable.Range(0, Flux0File.Requests.Count)];

    [Theory, MemberData(nameof(Recorded))]
    public async Task The_requests_are_those_of_the_Python_client(int index)
    {
        JsonNode recorded = Flux0File.Requests[index]!;
        string operation = recorded["operation"]!.GetValue<string>();
        string recordedLine = Line(recorded["request"]!.GetValue<string>());
        string key = $"{operation} {recorded["arguments"]?.ToJsonString() ?? recorded["server_url"]!.GetValue<string>()}";
        bool differs = s_meant.TryGetValue(key, out (string? Instead, string Reason) meant);
        using StubHandler stub = new();
        if (operation == "sessions.create_event")
        {
            stub.Then((_, _) => Task.FromResult(StubHandler.Answer(HttpStatusCode.OK, "", "text/event-stream")));
        }

        stub.Then(
            operation is "agents.create" or "sessions.create" ? HttpStatusCode.Created : HttpStatusCode.OK,
            operation.EndsWith("create", StringComparison.Ordinal) || operation.EndsWith("retrieve", StringComparison.Ordinal) ? Thing : EmptyList);

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            using FleetClient client = Make(recorded, stub);
            await Flux0Operations.DoAsync(client, operation, recorded["arguments"], TestContext.Current.CancellationToken);
        });

        string? expected = differs ? meant.Instead : recordedLine;
        Assert.Equal(expected is null ? [] : [expected], stub.Sent.Select(Line));
        Assert.True(failure is null or FleetValidationException or ArgumentException, failure?.ToString());
        Assert.True(expected is null || failure is null, failure?.ToString());
        Assert.NotEqual(differs, expected == recordedLine);
    }

    [Fact]
    public void Every_meant_difference_is_about_a_recording() => Assert.Equal(
        s_meant.Keys.Order(StringComparer.Ordinal),
        Flux0File
            .Requests.Select(static one => $"{one!["operation"]} {one["arguments"]?.ToJsonString() ?? (string?)one["server_url"]}")
            .Where(s_meant.ContainsKey)
            .Order(StringComparer.Ordinal));

    private static FleetClient Make(JsonNode recorded, StubHandler stub)
    {
        // The host is replaced by one name; templates are up to the caller's own text.
        string address = ((string?)recorded["server_url"] ?? Flux0File.Base)
            .Replace("http://HOST", Flux0File.Base, StringComparison.Ordinal)
            .Replace("http://{host}:{port}", Flux0File.Base, StringComparison.Ordinal);
        JsonObject headers = recorded["arguments"]?["http_headers"]?.AsObject() ?? [];
        return new FleetClient(new FleetClientOptions
        {
            AgentsUri = new Uri(address),
            Handler = stub,
            Headers = headers.ToDictionary(static header => header.Key, static header => header.Value!.GetValue<string>()),
        });
    }

    /// <summary>Method, target, kind of answer and body of a recorded request.</summary>
    private static string Line(string request)
    {
        string[] parts = request.Split("\r\n\r\n", 2);
        string[] head = parts[0].Split("\r\n");
        string accept = head.First(static line => line.StartsWith("Accept: ", StringComparison.OrdinalIgnoreCase))["Accept: ".Length..];
        return $"{head[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal)} {accept} {Body(parts[1])}";
    }

    private static string Line(SentRequest sent) => $"{sent.Method} {sent.Uri.PathAndQuery} {sent["Accept"]} {Body(sent.Body)}";

    // The original escapes everything but ASCII, which means the same.
    private static string Body(string? body) => string.IsNullOrEmpty(body) ? "-" : JsonNode.Parse(body)!.ToJsonString();
}
