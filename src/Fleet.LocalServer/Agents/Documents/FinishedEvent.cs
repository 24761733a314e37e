using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>Turns a finished document into the event to store.</summary>
internal static class FinishedEvent
{
    private static readonly string[] s_speaker = ["agent_id", "agent_name", "kind"];

    /// <summary>Creates the event.</summary>
    /// <returns>The event; null if the document is empty.</returns>
    /// <exception cref="ChunkRefusedException">The document is not a valid event.</exception>
    public static NewEvent? Make(EventDocument document, string correlationId)
    {
        JsonNode? content = document.Content;
        if (IsEmpty(content))
        {
            return null;
        }

        return content switch
        {
            JsonObject results when results.TryGetPropertyValue("tool_calls", out JsonNode? calls) => MakeCalls(document, correlationId, calls),
            JsonObject results when results.TryGetPropertyValue("tool_call_results", out JsonNode? calls) => Tool(document, correlationId, calls),
            JsonValue value when value.GetValueKind() != JsonValueKind.String => throw new ChunkRefusedException("A number or true is no message."),
            _ => Message(document, correlationId, json => WriteContent(json, document, content!)),
        };
    }

    private static bool IsEmpty(JsonNode? content) => content switch
    {
        null => true,
        JsonArray items => items.Count == 0,
        JsonObject members => members.Count == 0,
        _ => content.GetValueKind() switch
        {
            JsonValueKind.String => content.GetValue<string>().Length == 0,
            JsonValueKind.Number => content.ToJsonString() is { } number && number.All(static c => c is '0' or '.' or '-'),
            JsonValueKind.False => true,
            _ => false,
        },
    };

    private static NewEvent Message(EventDocument document, string correlationId, Action<JsonText> writeParts, bool withMetadata = true)
    {
        string name = Name(document);
        string id = Member(document, "agent_id") ?? "";
        JsonText json = new(JsonStyle.Error);
        json.OpenObject().Field("type", "message").Field("tags", (string?)null).Field("flagged", (string?)null).Name("parts").OpenArray();
        writeParts(json);
        json.CloseArray().Name("participant").OpenObject().Field("id", id).Field("name", name).CloseObject().CloseObject();
        return new NewEvent(correlationId, "message", "ai_agent", Text(json), withMetadata ? Metadata(document) : null);
    }

    private static void WriteContent(JsonText json, EventDocument document, JsonNode content)
    {
        bool isReasoning = document.Metadata.TryGetProperty("kind", out JsonElement said)
            && said.ValueKind == JsonValueKind.String
            && said.ValueEquals("reasoning");
        string kind = isReasoning ? "reasoning" : "content";
        json.OpenObject().Field("type", kind).Name(kind);
        if (content is JsonArray pieces && pieces.All(static piece => piece?.GetValueKind() == JsonValueKind.String))
        {
            json.Value(string.Concat(pieces.Select(static piece => piece!.GetValue<string>())));
        }
        else
        {
            Write(json, content);
        }

        json.CloseObject();
    }

    /// <summary>Creates a message of tool calls; null if there are none.</summary>
    private static NewEvent? MakeCalls(EventDocument document, string correlationId, JsonNode? calls)
    {
        IReadOnlyList<JsonNode?> entries = Entries(calls, "tool_calls");
        bool isSound = true;
        NewEvent made = Message(document, correlationId, json => isSound = WriteCalls(json, entries), withMetadata: false);
        return entries.Count == 0 ? null : made with { IsSound = isSound };
    }

    private static bool WriteCalls(JsonText json, IReadOnlyList<JsonNode?> calls)
    {
        bool isSound = true;
        foreach (JsonNode? call in calls)
        {
            JsonNode? type = Required(call, "type");
            isSound &= IsText(type) && type!.GetValue<string>() == "tool_call" && IsText(Required(call, "tool_call_id")) && IsText(Required(call, "tool_name"));
            json.OpenObject().Name("type");
            Write(json, type);
            json.Name("tool_call_id");
            Write(json, Required(call, "tool_call_id"));
            json.Name("tool_name");
            Write(json, Required(call, "tool_name"));
            json.Name("args");
            WriteArguments(json, Required(call, "args"));
            json.CloseObject();
        }

        return isSound && !json.HasBrokenText;
    }

    /// <summary>The entries of a list. In Python, iterating over any empty value is the same as over an empty list.</summary>
    private static IReadOnlyList<JsonNode?> Entries(JsonNode? list, string name) => list switch
    {
        JsonArray entries => [.. entries],
        JsonObject { Count: 0 } => [],
        JsonValue text when IsText(text) && text.GetValue<string>().Length == 0 => [],
        _ => throw new ChunkRefusedException($"'{name}' is no list."),
    };

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static void WriteArguments(JsonText json, JsonNode? arguments)
    {
        switch (arguments)
        {
            case JsonObject:
                Write(json, arguments);
                break;
            case JsonArray pieces:
                string text = string.Concat(pieces.Select(static piece =>
                    IsText(piece) ? piece!.GetValue<string>() : throw new ChunkRefusedException("A piece of 'args' is no text.")));
                try
                {
                    using JsonDocument joined = PythonJson.Parse(Encoding.UTF8.GetBytes(text));
                    json.Value(joined.RootElement);
                }
                catch (JsonException)
                {
                    throw new ChunkRefusedException("The pieces of 'args' make no JSON.");
                }

                break;
            default:
                throw new ChunkRefusedException("'args' is neither an object nor its pieces.");
        }
    }

    private static NewEvent Tool(EventDocument document, string correlationId, JsonNode? results)
    {
        Name(document);
        bool isSound = true;
        JsonText json = new(JsonStyle.Error);
        json.OpenObject().Field("type", "tool_call_result").Name("tool_calls").OpenArray();
        foreach (JsonNode? result in Entries(results, "tool_call_results"))
        {
            JsonNode? arguments = Required(result, "args");
            isSound &= arguments is JsonObject && IsText(Required(result, "tool_call_id")) && IsText(Required(result, "tool_name"));
            json.OpenObject().Name("tool_call_id");
            Write(json, Required(result, "tool_call_id"));
            json.Name("tool_name");
            Write(json, Required(result, "tool_name"));
            json.Name("args");
            Write(json, arguments);
            json.Name("result").OpenObject().Name("data");
            Write(json, Required(result, "data") is JsonObject data ? Required(data, "result") : null);
            json.Name("metadata").OpenObject().CloseObject().Name("control").OpenObject().Field("mode", "auto").CloseObject().CloseObject();
            json.Field("error", (string?)null).CloseObject();
        }

        json.CloseArray().CloseObject();
        return new NewEvent(correlationId, "tool", "ai_agent", Text(json), null, isSound);
    }

    private static JsonNode? Required(JsonNode? owner, string name) =>
        owner is JsonObject members && members.TryGetPropertyValue(name, out JsonNode? value)
            ? value
            : throw new ChunkRefusedException($"An entry has no '{name}'.");

    private static string Name(EventDocument document) =>
        Member(document, "agent_name") ?? throw new ChunkRefusedException("The first chunk's metadata has no 'agent_name'.");

    /// <summary>A member of the metadata; a value that is not a string is rendered as Python would.</summary>
    private static string? Member(EventDocument document, string name) =>
        document.Metadata.ValueKind != JsonValueKind.Object || !document.Metadata.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : PythonText.Repr(value);

    private static string Metadata(EventDocument document)
    {
        JsonText json = new(JsonStyle.Error);
        json.OpenObject();
        foreach (JsonProperty member in document.Metadata.EnumerateObject().Where(static member => !s_speaker.Contains(member.Name)))
        {
            json.Name(member.Name).Value(member.Value);
        }

        return Text(json.CloseObject());
    }

    private static void Write(JsonText json, JsonNode? node)
    {
        if (node is null)
        {
            json.Value((string?)null);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(node.ToJsonString());
        json.Value(document.RootElement);
    }

    private static string Text(JsonText json) => Encoding.UTF8.GetString(json.Written.Span);
}
