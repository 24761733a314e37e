using System.Text.Json;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Turns the lines a command writes into run items.</summary>
internal sealed class CommandAnswers(RunContext run)
{
    private string? _eventId;

    /// <summary>Processes a line.</summary>
    /// <returns>True once the command is done.</returns>
    /// <exception cref="InvalidDataException">The line is not a known answer.</exception>
    public async Task<bool> TakeAsync(string line, CancellationToken cancellationToken)
    {
        using JsonDocument document = Parse(line);
        JsonElement answer = document.RootElement;
        switch (Text(answer, "type"))
        {
            case "status":
                JsonElement? data = answer.TryGetProperty("data", out JsonElement given) ? given.Clone() : null;
                await run.EmitAsync(new StatusItem(Text(answer, "status"), null, run.LastOffset, data), cancellationToken);
                return false;
            case "chunk":
                _eventId ??= RunContext.NewEventId();
                await run.EmitTextAsync(_eventId, Text(answer, "text"), cancellationToken);
                return false;
            case "tool_call":
                await FinishAsync(cancellationToken);
                await CallAsync(answer, cancellationToken);
                return false;
            case "done":
                await FinishAsync(cancellationToken);
                await run.EmitAsync(new StatusItem(StatusItem.Completed), cancellationToken);
                return true;
            default:
                throw new InvalidDataException("The command wrote a line whose 'type' is none of status, chunk, tool_call, done");
        }
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The command wrote a line that is no JSON", e);
        }
    }

    private static string Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"The command wrote a line without the text '{name}'");

    /// <summary>Finishes the open text, if any.</summary>
    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_eventId is { } id)
        {
            _eventId = null;
            await run.EmitAsync(new StatusItem(StatusItem.Ready, id, run.LastOffset), cancellationToken);
        }
    }

    private async Task CallAsync(JsonElement answer, CancellationToken cancellationToken)
    {
        string id = RunContext.NewEventId();
        if (!answer.TryGetProperty("args", out JsonElement arguments) || arguments.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("The command wrote a tool call without the object 'args'");
        }

        JsonElement call = JsonSerializer.SerializeToElement(
            new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = "tool_call",
                ["tool_call_id"] = Text(answer, "tool_call_id"),
                ["tool_name"] = Text(answer, "tool_name"),
                ["args"] = JsonPatch.ToNode(arguments),
            },
            TextJson.Default.JsonObject);
        await run.EmitAsync(new Chunk(id, 0, [new PatchOperation("add", "/tool_calls/0", call)], run.Speaker()), cancellationToken);
        await run.EmitAsync(new StatusItem(StatusItem.Ready, id, run.LastOffset), cancellationToken);
    }
}
