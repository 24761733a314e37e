using System.Globalization;
using System.Text.Json;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Plays a script of statuses and chunks, inserting the message's text where the script asks for it.</summary>
internal sealed class ScriptRunner : IRunner
{
    private const string Last = "$last";
    private const string Words = "$word*";
    private const string Unwritable = "$unserialisable";
    private readonly JsonElement[] _steps;

    /// <summary>Reads a script.</summary>
    /// <param name="steps">A list of steps.</param>
    /// <exception cref="FormatException">The script is invalid.</exception>
    public ScriptRunner(JsonElement steps)
    {
        if (steps.ValueKind != JsonValueKind.Array
            || steps.EnumerateArray().FirstOrDefault(static step => !IsStep(step)) is { ValueKind: not JsonValueKind.Undefined })
        {
            throw new FormatException("'steps' must be a list of objects with one of 'status', 'chunk', 'raise', 'sleep_ms'");
        }

        _steps = [.. steps.Clone().EnumerateArray()];
    }

    /// <summary>Creates a runner that repeats the message word by word.</summary>
    public static ScriptRunner Echo()
    {
        using JsonDocument steps = JsonDocument.Parse(
            """
            [{"status":"processing","event":"e1","acknowledged_offset":"$last","data":{}},
             {"status":"typing","event":"e1","acknowledged_offset":"$last","data":{}},
             {"chunk":"e1","seq":0,"patches":[{"op":"add","path":"/-","value":"$word*"}]},
             {"status":"ready","event":"e1","acknowledged_offset":"$last","data":{}},
             {"status":"completed","event":null}]
            """);
        return new ScriptRunner(steps.RootElement);
    }

    public async Task RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        foreach (JsonElement step in _steps)
        {
            int rounds = step.TryGetProperty("repeat", out JsonElement repeat) ? repeat.GetInt32() : 1;
            for (int round = 0; round < rounds; round++)
            {
                await PlayAsync(run, step, ids, round, cancellationToken);
                if (step.TryGetProperty("sleep_ms", out JsonElement sleep))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(sleep.GetDouble()), run.Clock, cancellationToken);
                }
            }
        }
    }

    private static bool IsStep(JsonElement step) =>
        step.ValueKind == JsonValueKind.Object
        && (step.TryGetProperty("status", out _)
            || step.TryGetProperty("chunk", out _)
            || step.TryGetProperty("raise", out _)
            || step.TryGetProperty("sleep_ms", out _));

    private static async Task PlayAsync(RunContext run, JsonElement step, Dictionary<string, string> ids, int round, CancellationToken cancellationToken)
    {
        if (step.TryGetProperty("raise", out JsonElement raise))
        {
            throw new InvalidOperationException(raise.GetString());
        }

        if (step.TryGetProperty("status", out JsonElement status))
        {
            await run.EmitAsync(ReadStatus(run, step, status.GetString()!, ids), cancellationToken);
        }
        else if (step.TryGetProperty("chunk", out JsonElement chunk))
        {
            string eventId = Id(ids, chunk.GetString()!);
            JsonElement metadata = step.TryGetProperty("metadata", out JsonElement own) ? own
                : run.Speaker(step.TryGetProperty("extra_metadata", out JsonElement more) ? more : null);
            foreach (IReadOnlyList<PatchOperation> patches in ReadPatches(step.GetProperty("patches"), run.Text, round))
            {
                long sequence = step.TryGetProperty("seq", out JsonElement seq) ? seq.GetInt64() : 0;
                await run.EmitAsync(new Chunk(eventId, sequence, patches, metadata), cancellationToken);
            }
        }
    }

    private static StatusItem ReadStatus(RunContext run, JsonElement step, string status, Dictionary<string, string> ids)
    {
        string? symbol = step.TryGetProperty("event", out JsonElement e) ? e.GetString() : null;
        long? offset = !step.TryGetProperty("acknowledged_offset", out JsonElement acknowledged) ? null
            : acknowledged.ValueKind == JsonValueKind.String && acknowledged.ValueEquals(Last) ? run.LastOffset
            : acknowledged.GetInt64();
        JsonElement? data = step.TryGetProperty("data", out JsonElement given) ? given : null;
        bool isUnwritable = data is { ValueKind: JsonValueKind.String } text && text.ValueEquals(Unwritable);
        return new StatusItem(status, symbol is null ? null : Id(ids, symbol), offset, data, isUnwritable);
    }

    /// <summary>Yields the patches of a step: once, or once per word.</summary>
    private static IEnumerable<IReadOnlyList<PatchOperation>> ReadPatches(JsonElement patches, string text, int round)
    {
        bool byWord = patches.EnumerateArray().Any(static patch => Value(patch) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(Words));
        IEnumerable<string> pieces = byWord ? text.Split(' ').Select(static (word, i) => i == 0 ? word : " " + word) : [text];
        return pieces.Select(piece => (IReadOnlyList<PatchOperation>)[.. patches.EnumerateArray().Select(patch => new PatchOperation(
            patch.GetProperty("op").GetString()!,
            patch.GetProperty("path").GetString()!,
            Fill(Value(patch), piece, round),
            patch.TryGetProperty("from", out JsonElement from) ? from.GetString() : null))]);
    }

    private static JsonElement Value(JsonElement patch) => patch.TryGetProperty("value", out JsonElement value) ? value : default;

    private static JsonElement Fill(JsonElement value, string text, int round)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } template || !template.Contains('$', StringComparison.Ordinal))
        {
            return value;
        }

        return RunContext.ToElement(template == Words
            ? text
            : template.Replace("$i", round.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("$text", text, StringComparison.Ordinal));
    }

    private static string Id(Dictionary<string, string> ids, string symbol)
    {
        if (!ids.TryGetValue(symbol, out string? id))
        {
            ids[symbol] = id = RunContext.NewEventId();
        }

        return id;
    }
}
