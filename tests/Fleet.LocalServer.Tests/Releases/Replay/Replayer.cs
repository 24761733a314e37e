using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Releases.Replay;

/// <summary>Replays the steps of a recorded workspace and collects the differences.</summary>
internal sealed partial class Replayer(ReleasesServer server, JsonElement workspace)
{
    private const string InvalidEvent = "Invalid RunEvent: ";
    private readonly BodyComparison _comparison = new(server.Folder);
    private readonly CommandSteps _commands = new(server, workspace);

    /// <summary>The differences found.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>The number of answers compared.</summary>
    public int Compared { get; private set; }

    /// <summary>The name of a step: the id of a request, or a command's line without the program.</summary>
    public static string Name(JsonElement step) => step.TryGetProperty("id", out JsonElement id)
        ? id.GetString()!
        : string.Join(' ', step.GetProperty("argv").EnumerateArray().Skip(1).Select(static part => part.GetString()));

    public async Task RunAsync()
    {
        foreach (JsonElement step in workspace.GetProperty("steps").EnumerateArray())
        {
            string name = Name(step);
            try
            {
                if (step.GetProperty("kind").GetString() == "cli")
                {
                    Compared += await _commands.RunAsync(step, Differences) ? 1 : 0;
                }
                else
                {
                    await _commands.PrepareAsync(name);
                    await RunAsync(step, name);
                    Compared++;
                }
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException)
            {
                Differences.Add($"{name}: {e.Message}");
            }
        }
    }

    [GeneratedRegex("\"(act|prq)_[0-9a-f]{12}\"")]
    private static partial Regex Ids();

    private async Task RunAsync(JsonElement step, string name)
    {
        JsonElement expected = step.GetProperty("response");
        string raw = expected.GetRawText();
        server.Clock.Now = TimeOf(step, expected);
        if (expected.TryGetProperty("body", out JsonElement made)
            && made.ValueKind == JsonValueKind.Object
            && step.GetProperty("request").GetProperty("method").GetString() == "POST")
        {
            // The id of the object this request creates; ids of objects it refers to come later in the body and are not new.
            server.State.Ids.Plan(Ids().Matches(raw).Take(1).Select(static match => match.Value.Trim('"')));
        }

        ReleasesAnswer answer = await SendAsync(step);
        server.State.Ids.Reset();
        if (MeantDifferences.Table.TryGetValue(name, out MeantDifference? meant))
        {
            meant.Check(answer);
            return;
        }

        if (answer.Status != expected.GetProperty("status").GetInt32())
        {
            Differences.Add($"{name}: status {expected.GetProperty("status")} is {answer.Status}: {answer.Body}");
            return;
        }

        CompareHeaders(name, expected.GetProperty("headers"), answer);
        if (expected.TryGetProperty("body_text", out JsonElement text))
        {
            if (text.GetString() != answer.Body)
            {
                Differences.Add($"{name}: text '{text}' is '{answer.Body}'");
            }
        }
        else if (expected.GetProperty("body") is { ValueKind: JsonValueKind.Object } body)
        {
            CompareBodies(name, body, answer);
        }
    }

    private void CompareBodies(string name, JsonElement body, ReleasesAnswer answer)
    {
        // After the field's path the wording is the validator's own.
        if (body.TryGetProperty("detail", out JsonElement detail)
            && detail.ValueKind == JsonValueKind.String
            && detail.GetString()!.StartsWith(InvalidEvent, StringComparison.Ordinal))
        {
            string[] wanted = detail.GetString()!.Split('\n');
            Assert.Equal(wanted.Take(2), answer.Detail.Split('\n').Take(2));
            return;
        }

        Differences.AddRange(_comparison.Compare(body, answer.Json).Select(difference => $"{name}: {difference}"));
        string compact = Encoding.UTF8.GetString(new JsonText(JsonStyle.Error).Value(answer.Json).Written.Span);
        if (compact != answer.Body)
        {
            Differences.Add($"{name}: not compact: {answer.Body}");
        }
    }

    private void CompareHeaders(string name, JsonElement headers, ReleasesAnswer answer)
    {
        foreach (JsonProperty header in headers.EnumerateObject().Where(static h =>
            h.Name is "content-type" or "allow" or "location" || h.Name.StartsWith("x-flightdeck", StringComparison.Ordinal)))
        {
            string wanted = header.Value.GetString()!.Replace("http://127.0.0.1:18765", server.Url, StringComparison.Ordinal);
            if (answer.Headers.GetValueOrDefault(header.Name) != wanted)
            {
                Differences.Add($"{name}: header {header.Name} '{wanted}' is '{answer.Headers.GetValueOrDefault(header.Name)}'");
            }
        }
    }

    private async Task<ReleasesAnswer> SendAsync(JsonElement step)
    {
        JsonElement request = step.GetProperty("request");
        string path = request.GetProperty("path").GetString()!;
        if (request.TryGetProperty("query", out JsonElement query))
        {
            path += "?" + string.Join('&', query.EnumerateArray().Select(static pair => $"{pair[0]}={Uri.EscapeDataString(pair[1].GetString()!)}"));
        }

        string? body = request.TryGetProperty("body_text", out JsonElement text) ? text.GetString()
            : request.TryGetProperty("body", out JsonElement json) ? json.GetRawText()
            : null;
        bool isPost = request.GetProperty("method").GetString() == "POST";
        using ByteArrayContent? content = isPost ? new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? "")) : null;
        (string, string)[] headers = request.TryGetProperty("headers", out JsonElement sent)
            ? [.. sent.EnumerateObject().Select(static header => (header.Name, header.Value.GetString()!))]
            : [];
        string client = step.TryGetProperty("client_address", out JsonElement address) ? address.GetString()! : "127.0.0.1";
        return await server.SendAsync(new HttpMethod(request.GetProperty("method").GetString()!), path, content, client, headers);
    }

    /// <summary>The time on the original's clock, as far as the answer shows it.</summary>
    private static DateTimeOffset TimeOf(JsonElement step, JsonElement expected)
    {
        if (expected.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object)
        {
            if (body.TryGetProperty("detail", out JsonElement detail)
                && detail.ValueKind == JsonValueKind.Object
                && detail.TryGetProperty("outcome", out JsonElement outcome))
            {
                body = outcome;
            }

            foreach (string name in (ReadOnlySpan<string>)["until", "generated_at"])
            {
                if (body.TryGetProperty(name, out JsonElement time))
                {
                    return Time(time);
                }
            }

            if (body.TryGetProperty("policy", out JsonElement policy) && policy.TryGetProperty("evaluated_at", out JsonElement evaluated))
            {
                return Time(evaluated);
            }
        }

        return Time(step.GetProperty("at"));
    }

    private static DateTimeOffset Time(JsonElement text) => DateTimeOffset.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
