using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Client.Agents;
using Fleet.Client.Tests.Agents;

namespace Fleet.Client.Tests.Golden;

/// <summary>
/// Everything recorded about streams: the bytes of the real server, the parser of the Python client, and the building of a message from patches.
/// </summary>
public sealed class Flux0StreamTests
{
    // The results of the Python client's parser for these, and those of the standard.
    private static readonly Dictionary<string, (string[] Events, string Reason)> s_parsedOtherwise = new()
    {
        ["lf line then crlf blank"] = (["a: 1", "b: 2"], "an empty line ends an event, whatever its line end"),
        ["field without colon"] = (["message: "], "a line without a colon is a field without a value"),
        ["retry"] = ([], "what has no data is no event"),
        ["no final newline"] = ([], "an event without its end is a cut, and reported as one"),
        ["one final newline"] = ([], "an event without its end is a cut, and reported as one"),
        ["invalid utf-8"] = (["message: \ufffd"], "a wrong byte costs a character and not the stream"),
    };

    // Effects of a patch on the server that result from its numbering: a client only gets patches that were applied.
    private const string LostOnTheServer = "KeyError";

    public static TheoryData<string> Streams => [.. Flux0File.Root["exchanges"]!.AsArray()
        .Where(static one => (string?)one!["request"]!["method"] == "POST" && (int?)one["response"]!["status"] == 200)
        .Select(static one => one!["name"]!.GetValue<string>())];

    public static TheoryData<int> Parsed => [.. Enumerable.Range(0, Flux0File.Root["sse_parser"]!.AsArray().Count)];

    public static TheoryData<string> Patched => [.. Flux0File.Root["patches"]!.AsArray().Select(static one => one!["name"]!.GetValue<string>())];

    public static TheoryData<int> Outcomes =>
        [.. Enumerable.Range(0, Flux0File.Outcomes.Count).Where(static i => Flux0File.Outcomes[i]!["outcome"]!["events"] is not null)];

    [Theory, MemberData(nameof(Streams))]
    public async Task Each_event_of_the_real_server_is_an_update(string exchange)
    {
        string body = Flux0File.Answer(exchange);
        using StreamClient test = new(body);

        List<FleetSessionUpdate> updates = await test.AllAsync();
        List<FleetStreamEvent> events = await test.RawAsync();

        Assert.Equal(body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length, updates.Count);
        Assert.All(updates, static update =>
            Assert.True(update is { Kind: "status", Status: not null } or { Kind: "chunk", IsApplied: true }, update.ToString()));
        Assert.Equal(
            body,
            string.Concat(events.Select(static one => $"event: {one.Event}\n{(one.Event == "status" ? $"id: {one.StreamId}\n" : "")}data: {one.Data}\n\n")));
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("static")]
    [InlineData("unicode")]
    [InlineData("tools")]
    public async Task The_text_that_grew_is_the_text_that_is_kept(string agent)
    {
        using StreamClient test = new(Flux0File.Answer("stream " + agent));
        JsonNode kept = JsonNode.Parse(Flux0File.Answer("events after stream " + agent))!["data"]!.AsArray().Last()!;

        List<FleetSessionUpdate> updates = await test.AllAsync();

        string text = kept["data"]!["parts"]![0]!["content"]!.GetValue<string>();
        FleetSessionUpdate last = updates[^1];
        Assert.Equal(text, last.Text);
        Assert.Equal(text.Length, last.Length);
        Assert.Equal(text, string.Concat(updates.Where(update => update.EventId == last.EventId).Select(static update => update.Delta)));
        Assert.All(updates, update => Assert.Equal((string?)kept["correlation_id"], update.CorrelationId));
    }

    [Theory, MemberData(nameof(Parsed))]
    public async Task A_stream_is_parsed_as_the_standard_says(int index)
    {
        JsonNode vector = Flux0File.Root["sse_parser"]!.AsArray()[index]!;
        string name = vector["name"]!.GetValue<string>();
        byte[] body = [.. vector["chunks_base64"]!.AsArray().SelectMany(static chunk => Convert.FromBase64String(chunk!.GetValue<string>()))];
        using StreamClient test = new(body);

        List<FleetStreamEvent> events = [];
        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (FleetStreamEvent one in test.Client.Sessions.SendRawEventAsync(StreamClient.Message, StreamClient.Token))
            {
                events.Add(one);
            }
        });

        Assert.Equal(name.EndsWith("final newline", StringComparison.Ordinal), failure is FleetStreamException { ErrorCode: "stream_cut" });
        if (s_parsedOtherwise.TryGetValue(name, out (string[] Events, string Reason) other))
        {
            Assert.Equal(other.Events, events.Select(static one => $"{one.Event}: {one.Data}"));
            return;
        }

        JsonArray expected = vector["sdk"]!["events"]!.AsArray();
        Assert.Equal(expected.Select(static one => (string?)one!["event"] ?? "message"), events.Select(static one => one.Event));
        Assert.All(expected.Zip(events), static pair => Assert.True(
            pair.First!["data"] is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() == pair.Second.Data
            || JsonNode.DeepEquals(pair.First["data"], JsonNode.Parse(pair.Second.Data)), pair.Second.Data));
    }

    [Theory, MemberData(nameof(Patched))]
    public void Patches_build_the_message_that_the_server_builds(string name)
    {
        JsonNode vector = Flux0File.Root["patches"]!.AsArray().First(one => (string?)one!["name"] == name)!;
        MessageDocument document = new();
        foreach ((JsonNode? chunk, JsonNode? step) in vector["chunks"]!.AsArray().Zip(vector["steps"]!.AsArray()))
        {
            if ((string?)step!["error"] == LostOnTheServer)
            {
                continue;
            }

            bool applied = document.Apply([.. chunk!["patches"]!.AsArray().Select(Operation)], out _);

            Assert.Equal(step["applied"]!.GetValue<bool>(), applied);
            Assert.Equal(step["content"]?.ToJsonString() ?? "null", JsonSerializer.Serialize(document.Content));
        }
    }

    // The parts of JSON patch and of creating parents that the recordings do not cover.
    [Theory]
    [InlineData("""[{"op":"add","path":"/a","value":1},{"op":"copy","from":"/a","path":"/b"}]""", """{"a":1,"b":1}""")]
    [InlineData("""[{"op":"add","path":"/a","value":1},{"op":"move","from":"/a","path":"/b"}]""", """{"b":1}""")]
    [InlineData("""[{"op":"add","path":"/-","value":"x"},{"op":"add","path":"/-","value":"y"},{"op":"move","from":"/0","path":"/1"}]""", """["y","x"]""")]
    [InlineData("""[{"op":"add","path":"/a","value":[1,{"b":null}]},{"op":"test","path":"/a","value":[1,{"b":null}]}]""", """{"a":[1,{"b":null}]}""")]
    [InlineData("""[{"op":"add","path":"/a","value":1},{"op":"test","path":"/a","value":2}]""", null)]
    [InlineData("""[{"op":"copy","from":"/none","path":"/b"}]""", null)]
    [InlineData("""[{"op":"move","path":"/b"}]""", null)]
    [InlineData("""[{"op":"dance","path":"/b","value":1}]""", null)]
    [InlineData("""[{"op":"add","path":"","value":{"a":1}},{"op":"replace","path":"","value":"text"}]""", "\"text\"")]
    [InlineData("""[{"op":"add","path":"/00","value":"x"},{"op":"replace","path":"/00","value":"y"}]""", """["y"]""")]
    [InlineData("""[{"op":"add","path":"/items/-","value":"x"}]""", """{"items":{"-":"x"}}""")]
    [InlineData("""[{"op":"add","path":"/a","value":"text"},{"op":"add","path":"/a/0","value":"x"}]""", """{"a":["x"]}""")]
    [InlineData("""[{"op":"add","path":"/a~1b","value":1}]""", """{"a/b":1}""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""", null)]
    [InlineData("""[{"op":"replace","path":"/a","value":1}]""", null)]
    public void Steps_that_were_not_recorded_are_applied_all_or_none(string patches, string? content)
    {
        MessageDocument document = new();

        bool applied = document.Apply([.. JsonNode.Parse(patches)!.AsArray().Select(Operation)], out _);

        Assert.Equal(content is not null, applied);
        Assert.Equal(content ?? "null", JsonSerializer.Serialize(document.Content));
    }

    [Theory, MemberData(nameof(Outcomes))]
    public async Task What_the_original_stumbles_over_is_kept(int index)
    {
        JsonNode recorded = Flux0File.Outcomes[index]!;
        string name = recorded["name"]!.GetValue<string>();
        string body = recorded["response"]!["body"]!.GetValue<string>();
        bool cut = name is "stream no final blank line" or "stream cut off by the server without a final chunk";
        using StreamClient test = new(body, name.Contains("cut off", StringComparison.Ordinal) ? new IOException("cut") : null);

        List<FleetSessionUpdate> updates = [];
        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (FleetSessionUpdate update in test.Client.Sessions.SendEventAsync(StreamClient.Message, StreamClient.Token))
            {
                updates.Add(update);
            }
        });

        string[] whole = [.. body.Split("\n\n")[..^1].Where(static one => one.Contains("data:", StringComparison.Ordinal))];
        Assert.Equal(whole.Length, updates.Count);
        Assert.Equal(cut, failure is FleetStreamException);
        Assert.True(cut || failure is null, failure?.ToString());
        Assert.All(updates, static update => Assert.True(update.Status is not null || update.Patches.Length > 0 || update.Raw is not null));
    }

    private static FleetPatchOperation Operation(JsonNode? patch) => new()
    {
        Operation = patch!["op"]!.GetValue<string>(),
        Path = patch["path"]!.GetValue<string>(),
        From = (string?)patch["from"],
        Value = Plain(patch["value"]),
    };

    private static object? Plain(JsonNode? value) => value switch
    {
        JsonArray items => items.Select(Plain).ToArray(),
        JsonObject fields => new OrderedDictionary<string, object?>(fields.Select(static field => KeyValuePair.Create(field.Key, Plain(field.Value)))),
        JsonValue one => one.GetValueKind() switch
        {
            JsonValueKind.String => one.GetValue<string>(),
            JsonValueKind.Number => one.GetValue<long>(),
            JsonValueKind kind => kind == JsonValueKind.True,
        },
        _ => null,
    };
}
