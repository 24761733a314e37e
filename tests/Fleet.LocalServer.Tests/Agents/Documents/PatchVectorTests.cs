using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Tests.Agents.Golden;

namespace Fleet.LocalServer.Tests.Agents.Documents;

/// <summary>Chunks produce the same documents and events as in the original.</summary>
public sealed class PatchVectorTests
{
    public static TheoryData<string> Names => [.. AgentRecordings.Patches.Select(static vector => vector.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_sequence_makes_the_recorded_document_and_event(string name)
    {
        JsonElement vector = AgentRecordings.Patches.Single(v => v.GetProperty("name").GetString() == name);
        EventDocument document = new(exact: true);
        foreach ((JsonElement chunk, JsonElement step) in vector.GetProperty("chunks").EnumerateArray().Zip(vector.GetProperty("steps").EnumerateArray()))
        {
            Assert.Equal(step.GetProperty("applied").GetBoolean(), TryApply(document, Read(chunk)));
            JsonNode? expected = JsonPatch.ToNode(step.GetProperty("content"));
            Assert.True(JsonNode.DeepEquals(expected, document.Content), $"{step.GetProperty("content")} is {document.Content?.ToJsonString()}");
        }

        if (vector.TryGetProperty("final_error", out _))
        {
            Assert.Throws<ChunkRefusedException>(() => FinishedEvent.Make(document, "C"));
            return;
        }

        NewEvent? made = FinishedEvent.Make(document, "C");
        JsonElement final = vector.GetProperty("final");
        if (final.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(made);
            return;
        }

        Assert.NotNull(made);
        Assert.Equal(final.GetProperty("type").GetString(), made.Type);
        Assert.True(JsonNode.DeepEquals(JsonPatch.ToNode(final.GetProperty("metadata")), JsonNode.Parse(made.Metadata ?? "null")), made.Metadata);
        JsonNode data = JsonNode.Parse(made.Data)!;
        RemoveAbsent(data);
        Assert.True(JsonNode.DeepEquals(JsonPatch.ToNode(final.GetProperty("data")), data), $"{final.GetProperty("data")} is {made.Data}");
    }

    [Fact]
    public void A_chunk_ahead_of_its_turn_waits_when_it_may()
    {
        EventDocument document = new(exact: false);
        Assert.Empty(document.Apply(Put(2, "/c")));
        Assert.Empty(document.Apply(Put(1, "/b")));
        Assert.Null(document.Content);
        Assert.Equal([0, 1, 2], document.Apply(Put(0, "/a")).Select(static chunk => chunk.Sequence));
        Assert.Equal("""{"a":1,"b":1,"c":1}""", document.Content!.ToJsonString());
    }

    [Fact]
    public void A_chunk_that_does_not_fit_leaves_the_document_as_it_was()
    {
        EventDocument document = new(exact: false);
        document.Apply(Put(0, "/a"));
        Assert.Throws<ChunkRefusedException>(() => document.Apply(Half("/none/x")));
        Assert.Equal("""{"a":1}""", document.Content!.ToJsonString());
    }

    [Theory]
    [InlineData("/none/x", """{"a":1,"b":1,"none":{}}""")]
    [InlineData("none", """{"a":1}""")]
    [InlineData("/none/~2", """{"a":1}""")]
    public void The_original_keeps_what_fitted_of_a_chunk_unless_a_path_is_none(string second, string expected)
    {
        EventDocument document = new(exact: true);
        document.Apply(Put(0, "/a"));
        Assert.Throws<ChunkRefusedException>(() => document.Apply(Half(second)));
        Assert.Equal(expected, document.Content!.ToJsonString());
        document.Apply(Put(1, "/c"));
        Assert.Equal(1, (int)document.Content!["c"]!);
    }

    [Theory]
    [InlineData("\"text\"", false)]
    [InlineData("[1]", false)]
    [InlineData("{}", true)]
    public void The_original_adds_a_whole_document_to_an_object_alone(string before, bool fits)
    {
        EventDocument document = new(exact: true);
        document.Apply(new Chunk("E", 0, [new PatchOperation("replace", "", JsonSerializer.Deserialize<JsonElement>(before))], default));
        Assert.Equal(fits, TryApply(document, Put(1, "")));
        Assert.Equal(fits ? "1" : before, document.Content!.ToJsonString());
    }

    [Theory]
    [InlineData("/\uff11/a", "[{},{}]")]
    [InlineData("/\u00b2/a", "[]")]
    public void Parents_are_made_for_all_digits_that_are_numbers(string path, string expected)
    {
        // The original's library accepts only ASCII digits at this point, so the operation fails all the same.
        EventDocument document = new(exact: true);
        document.Apply(new Chunk("E", 0, [new PatchOperation("replace", "", JsonSerializer.Deserialize<JsonElement>("[]"))], default));
        Assert.False(TryApply(document, Put(1, path)));
        Assert.Equal(expected, document.Content!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"op":"copy","from":"/a","path":"/b"}""", """{"a":[1],"b":[1]}""")]
    [InlineData("""{"op":"move","from":"/a/0","path":"/b"}""", """{"a":[],"b":1}""")]
    [InlineData("""{"op":"test","path":"/a/0","value":1}""", """{"a":[1]}""")]
    [InlineData("""{"op":"test","path":"/a/0","value":2}""", null)]
    [InlineData("""{"op":"replace","path":"/a/1","value":2}""", null)]
    [InlineData("""{"op":"add","path":"/a/2","value":2}""", null)]
    [InlineData("""{"op":"add","path":"/a/01","value":2}""", """{"a":[1,2]}""")]
    [InlineData("""{"op":"add","path":"/a/999999999/b","value":2}""", null)]
    [InlineData("""{"op":"spin","path":"/a"}""", null)]
    public void Operations_do_what_the_standard_says(string operation, string? expected)
    {
        EventDocument document = new(exact: true);
        using JsonDocument chunks = JsonDocument.Parse(
            $$$"""[{"seq":0,"patches":[{"op":"add","path":"/a","value":[1]}]},{"seq":1,"patches":[{{{operation}}}]}]""");
        document.Apply(Read(chunks.RootElement[0]));
        Assert.Equal(expected is not null, TryApply(document, Read(chunks.RootElement[1])));
        Assert.Equal(expected ?? """{"a":[1]}""", document.Content!.ToJsonString());
    }

    /// <summary>A chunk whose first operation succeeds.</summary>
    private static Chunk Half(string second) => new("E", 1, [Put(1, "/b").Patches[0], new PatchOperation("replace", second, Number)], default);

    private static JsonElement Number => JsonSerializer.SerializeToElement(1);

    private static Chunk Put(long sequence, string path) => new("E", sequence, [new PatchOperation("add", path, Number)], default);

    private static bool TryApply(EventDocument document, Chunk chunk)
    {
        try
        {
            document.Apply(chunk);
            return true;
        }
        catch (ChunkRefusedException)
        {
            return false;
        }
    }

    private static Chunk Read(JsonElement chunk) => new(
        "E",
        chunk.GetProperty("seq").GetInt64(),
        [
            .. chunk.GetProperty("patches").EnumerateArray().Select(static patch => new PatchOperation(
                patch.GetProperty("op").GetString()!,
                patch.GetProperty("path").GetString()!,
                patch.TryGetProperty("value", out JsonElement value) ? value : default,
                patch.TryGetProperty("from", out JsonElement from) ? from.GetString() : null)),
        ],
        chunk.TryGetProperty("metadata", out JsonElement metadata) ? metadata : default);

    /// <summary>Removes members that the recording leaves out and the server's answers show as null.</summary>
    private static void RemoveAbsent(JsonNode data)
    {
        foreach (string name in (string[])["tags", "flagged"])
        {
            data.AsObject().Remove(name);
        }

        foreach (JsonNode? call in data["tool_calls"] as JsonArray ?? [])
        {
            call!.AsObject().Remove("error");
        }
    }
}
