using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>
/// Reads messages in the formats of the model providers: plain text, chat messages, and complete responses with choices, candidates, content blocks
/// or output items. Anything else is stored as the content of a single message.
/// </summary>
internal static class TraceMessages
{
    private const string User = "user";
    private const string Assistant = "assistant";
    private const string Tool = "tool";

    /// <summary>Reads the messages sent to a model.</summary>
    public static IEnumerable<TranscriptMessage> ReadHistory(JsonElement history) => history.EnumerateArray().SelectMany(static item => Read(item, User));

    /// <summary>Reads the response of a model.</summary>
    public static IEnumerable<TranscriptMessage> ReadResponse(JsonElement response) =>
        response.ValueKind == JsonValueKind.Array ? response.EnumerateArray().SelectMany(static item => Read(item, Assistant)) : Read(response, Assistant);

    private static IEnumerable<TranscriptMessage> Read(JsonElement value, string role)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [Message(role, value)];
        }

        // OpenAI Chat Completions, Gemini and OpenAI Responses nest their messages.
        if (Member(value, "choices", JsonValueKind.Array) is { } choices)
        {
            return choices.EnumerateArray().SelectMany(static choice => Read(Member(choice, "message", JsonValueKind.Object) ?? choice, Assistant));
        }

        if (Member(value, "candidates", JsonValueKind.Array) is { } candidates)
        {
            return candidates.EnumerateArray().SelectMany(static candidate => Read(Member(candidate, "content", JsonValueKind.Object) ?? candidate, Assistant));
        }

        return Member(value, "output", JsonValueKind.Array) is { } output && Member(value, "call_id", JsonValueKind.String) is null
            ? output.EnumerateArray().SelectMany(static item => Read(item, Assistant))
            : [ReadOne(value, role)];
    }

    private static TranscriptMessage ReadOne(JsonElement value, string role)
    {
        string? type = Text(value, "type");
        string? call = Text(value, "tool_call_id") ?? Text(value, "call_id");
        if (type == "function_call_output" && value.TryGetProperty("output", out JsonElement output))
        {
            return Message(Tool, output, call: call);
        }

        if (type == "function_call")
        {
            return TranscriptMessage.Create(Assistant, null, Wrap(value), null);
        }

        string actual = Text(value, "role") switch { "model" => Assistant, { } named => named, null => role };
        JsonElement? calls = Member(value, "tool_calls", JsonValueKind.Array);
        return value.TryGetProperty("content", out JsonElement content) || value.TryGetProperty("parts", out content) ? Message(actual, content, calls, call)
            : calls is not null ? TranscriptMessage.Create(actual, null, calls, call)
            : Message(actual, value);
    }

    private static TranscriptMessage Message(string role, JsonElement content, JsonElement? calls = null, string? call = null) =>
        TranscriptMessage.Create(role, JsonNode.Parse(content.GetRawText()), calls, call);

    private static JsonElement Wrap(JsonElement item) => JsonElement.Parse($"[{item.GetRawText()}]");

    private static JsonElement? Member(JsonElement value, string name, JsonValueKind kind) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == kind ? member : null;

    private static string? Text(JsonElement value, string name) => Member(value, name, JsonValueKind.String)?.GetString();
}
