using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Turns the pieces of a chat endpoint's answer into run items: text, reasoning and tool calls.</summary>
internal sealed class ChatAnswer(RunContext run)
{
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);
    // The endpoint's numbers of the calls, in the order of their places here; they need not start at 0.
    private readonly List<int> _calls = [];
    private readonly JsonElement _thinker = Thinker(run);
    private readonly HashSet<int> _withArguments = [];
    private long _callChunks;
    private bool _isTyping;

    /// <summary>Processes a piece.</summary>
    /// <returns>True if it was the last one.</returns>
    /// <exception cref="InvalidDataException">The data is not a piece of an answer.</exception>
    public async Task<bool> TakeAsync(string data, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(data);
        if (document.RootElement.TryGetProperty("error", out JsonElement error))
        {
            JsonElement message = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out JsonElement said) ? said : error;
            throw new InvalidDataException($"The endpoint reports an error: {message}");
        }

        if (!document.RootElement.TryGetProperty("choices", out JsonElement choices)
            || choices.ValueKind != JsonValueKind.Array
            || choices.GetArrayLength() == 0)
        {
            // Token counts come in a piece of their own.
            return false;
        }

        JsonElement choice = choices[0];
        if (choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object)
        {
            await SayAsync("reasoning", Text(delta, "reasoning_content"), _thinker, cancellationToken);
            await SayAsync("content", Text(delta, "content"), run.Speaker(), cancellationToken);
            if (delta.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement call in calls.EnumerateArray())
                {
                    await CallAsync(call, cancellationToken);
                }
            }
        }

        return choice.TryGetProperty("finish_reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String;
    }

    /// <summary>Finishes the open documents and the run.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (int place in Enumerable.Range(0, _calls.Count).Except(_withArguments))
        {
            // A call without arguments sends no pieces of them, and nothing at all is not JSON: an empty object takes their place.
            await EmitCallAsync([new PatchOperation("add", $"/tool_calls/{place}/args/-", RunContext.ToElement("{}"))], cancellationToken);
        }

        foreach (string id in _open.Values)
        {
            await run.EmitAsync(new StatusItem(StatusItem.Ready, id, run.LastOffset), cancellationToken);
        }

        await run.EmitAsync(new StatusItem(StatusItem.Completed), cancellationToken);
    }

    private static JsonDocument Parse(string data)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(data);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new InvalidDataException("The endpoint sent a piece that is no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The endpoint sent a piece that is no JSON", e);
        }
    }

    private static JsonElement Thinker(RunContext run)
    {
        using JsonDocument kind = JsonDocument.Parse("""{"kind":"reasoning"}""");
        return run.Speaker(kind.RootElement);
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private async Task SayAsync(string kind, string? text, JsonElement speaker, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return;
        }

        if (!_isTyping)
        {
            _isTyping = true;
            await run.EmitAsync(new StatusItem("typing", null, run.LastOffset), cancellationToken);
        }

        await run.EmitAsync(new Chunk(IdOf(kind), 0, [new PatchOperation("add", "/-", RunContext.ToElement(text))], speaker), cancellationToken);
    }

    private async Task CallAsync(JsonElement call, CancellationToken cancellationToken)
    {
        int index = call.TryGetProperty("index", out JsonElement place) && place.TryGetInt32(out int number) ? number : _calls.Count;
        JsonElement function = call.TryGetProperty("function", out JsonElement named) && named.ValueKind == JsonValueKind.Object ? named : default;
        List<PatchOperation> patches = [];
        if (!_calls.Contains(index))
        {
            _calls.Add(index);
            JsonObject begun = new()
            {
                ["type"] = "tool_call",
                ["tool_call_id"] = Text(call, "id") ?? RunContext.NewEventId(),
                ["tool_name"] = function.ValueKind == JsonValueKind.Object ? Text(function, "name") ?? "" : "",
                ["args"] = new JsonArray(),
            };
            patches.Add(new PatchOperation("add", $"/tool_calls/{_calls.Count - 1}", JsonSerializer.SerializeToElement(begun, TextJson.Default.JsonObject)));
        }

        if (function.ValueKind == JsonValueKind.Object && Text(function, "arguments") is { } piece)
        {
            _withArguments.Add(_calls.IndexOf(index));
            patches.Add(new PatchOperation("add", $"/tool_calls/{_calls.IndexOf(index)}/args/-", RunContext.ToElement(piece)));
        }

        if (patches.Count > 0)
        {
            await EmitCallAsync(patches, cancellationToken);
        }
    }

    private ValueTask EmitCallAsync(IReadOnlyList<PatchOperation> patches, CancellationToken cancellationToken) =>
        run.EmitAsync(new Chunk(IdOf("tool_calls"), _callChunks++, patches, run.Speaker()), cancellationToken);

    private string IdOf(string kind)
    {
        if (!_open.TryGetValue(kind, out string? id))
        {
            _open.Add(kind, id = RunContext.NewEventId());
        }

        return id;
    }
}
