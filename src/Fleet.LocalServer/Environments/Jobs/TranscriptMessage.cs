using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>A message of a session.</summary>
/// <param name="Document">The message as returned to clients, in JSON.</param>
/// <param name="IsStep">True if the message is from the model and so counts as a step.</param>
internal sealed record TranscriptMessage(string Document, bool IsStep)
{
    private const string Assistant = "assistant";

    /// <summary>Optional members, stored and returned unchanged.</summary>
    private static readonly string[] s_more = ["thinking", "timestamp", "tokens", "metadata"];

    /// <summary>Reads a message from an ingest request.</summary>
    public static TranscriptMessage Read(JsonFields fields)
    {
        string role = fields.Text("role", least: 1);
        fields.TextOrNull("thinking");
        fields.TextOrNull("timestamp");
        fields.WholeOrNull("tokens");
        fields.FindObject("metadata");
        fields.Objects("tool_calls");
        string? call = fields.TextOrNull("tool_call_id");
        JsonObject more = [];
        foreach (string name in s_more)
        {
            if (fields.Find(name) is { } value)
            {
                more[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return Create(role, Copy(fields.Find("content")), fields.Find("tool_calls"), call, more);
    }

    /// <summary>Creates a message.</summary>
    public static TranscriptMessage Create(string role, JsonNode? content, JsonElement? toolCalls, string? toolCallId, JsonObject? more = null)
    {
        JsonObject message = new()
        {
            ["role"] = role,
            ["content"] = content,
            ["tool_calls"] = Copy(toolCalls),
            ["tool_call_id"] = toolCallId,
        };
        foreach ((string name, JsonNode? value) in more ?? [])
        {
            message[name] = value?.DeepClone();
        }

        return new TranscriptMessage(System.Text.Encoding.UTF8.GetString(Answer.ToBytes(message)), role == Assistant);
    }

    private static JsonNode? Copy(JsonElement? value) => value is { } element ? JsonNode.Parse(element.GetRawText()) : null;
}
