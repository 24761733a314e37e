using System.Text.Json;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>Sends the recorded requests to a server in exact mode and compares its answers with the recorded ones.</summary>
internal sealed class ExchangeReplay(TestServer server)
{
    private readonly VolatileValues _values = new();

    /// <summary>The differences found.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>The number of exchanges compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Sends one request.</summary>
    public async Task RunAsync(JsonElement exchange)
    {
        using RawHttp answer = await SendAsync(exchange);
        JsonElement response = exchange.GetProperty("response");
        CompareHead(exchange, answer);
        Compare(exchange, response.GetProperty("body").GetString()!, await answer.ReadBodyAsync());
        Compared++;
    }

    /// <summary>Sends a request for a stream and reads as much of it as was recorded.</summary>
    /// <returns>The stream if it is still open.</returns>
    public async Task<RawHttp> StreamAsync(JsonElement exchange)
    {
        RawHttp answer = await SendAsync(exchange);
        CompareHead(exchange, answer);
        JsonElement response = exchange.GetProperty("response");
        foreach (JsonElement chunk in response.GetProperty("chunks").EnumerateArray())
        {
            CompareFrames(exchange, chunk.GetString()!, await ReadAsync(answer));
        }

        if (response.GetProperty("closed_by_server").GetBoolean())
        {
            string? last = await ReadAsync(answer);
            string? expected = response.GetProperty("terminated").GetBoolean() ? "" : null;
            if (last != expected)
            {
                Differences.Add($"{Name(exchange)}: ends with '{last}'");
            }
        }

        Compared++;
        return answer;
    }

    /// <summary>Reads a chunk, skipping any pause the agent makes before it.</summary>
    private async Task<string?> ReadAsync(RawHttp answer)
    {
        Task<string?> chunk = answer.ReadChunkAsync();
        Task<TimeSpan> pause = server.Clock.TimerAsync(static wait => wait < TimeSpan.FromSeconds(1));
        if (await Task.WhenAny(chunk, pause) == pause)
        {
            server.Clock.Advance(await pause);
        }

        return await chunk;
    }

    private void CompareFrames(JsonElement exchange, string expected, string? actual)
    {
        string[] wanted = expected.Split('\n');
        string[] found = actual?.Split('\n') ?? [];
        if (wanted.Length != found.Length)
        {
            Differences.Add($"{Name(exchange)}: '{expected}' is '{actual}'");
            return;
        }

        foreach ((string recorded, string line) in wanted.Zip(found))
        {
            if (recorded.StartsWith("data: ", StringComparison.Ordinal) && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                CompareData(exchange, recorded, line);
            }
            else if (!(recorded.StartsWith("id: ", StringComparison.Ordinal) ? _values.IsSameId(recorded, line) : recorded == line))
            {
                Differences.Add($"{Name(exchange)}: line '{recorded}' is '{line}'");
            }
        }
    }

    /// <summary>Compares two lines of data: their values and, except for ids and times, their bytes.</summary>
    private void CompareData(JsonElement exchange, string recorded, string line)
    {
        using JsonDocument wanted = JsonDocument.Parse(recorded["data: ".Length..]);
        using JsonDocument found = JsonDocument.Parse(line["data: ".Length..]);
        Differences.AddRange(_values.Compare(wanted.RootElement, found.RootElement).Select(difference => $"{Name(exchange)}: {difference}"));
        string translated = VolatileValues.WithoutTimes(_values.Translate(recorded));
        if (translated != VolatileValues.WithoutTimes(line))
        {
            Differences.Add($"{Name(exchange)}: '{translated}' is '{line}'");
        }
    }

    private static string Name(JsonElement exchange) => exchange.GetProperty("name").GetString()!;

    private Task<RawHttp> SendAsync(JsonElement exchange)
    {
        JsonElement request = exchange.GetProperty("request");
        return RawHttp.SendAsync(
            server,
            request.GetProperty("method").GetString()!,
            _values.TranslateTarget(request.GetProperty("target").GetString()!),
            request.GetProperty("headers").EnumerateArray().Select(static header => (header[0].GetString()!, header[1].GetString()!)),
            request.GetProperty("body").GetString() is { } body ? _values.Translate(body) : null);
    }

    private void CompareHead(JsonElement exchange, RawHttp answer)
    {
        JsonElement response = exchange.GetProperty("response");
        if (answer.Status != response.GetProperty("status").GetInt32())
        {
            Differences.Add($"{Name(exchange)}: status {response.GetProperty("status")} is {answer.Status}");
        }

        Dictionary<string, string> wanted = response.GetProperty("headers").EnumerateArray()
            .ToDictionary(static header => header[0].GetString()!, static header => header[1].GetString()!, StringComparer.OrdinalIgnoreCase);
        foreach (string name in wanted.Keys.Union(answer.Headers.Keys, StringComparer.OrdinalIgnoreCase))
        {
            string? expected = wanted.GetValueOrDefault(name);
            string? actual = answer.Headers.GetValueOrDefault(name);
            bool isSame = expected == actual || (name.ToLowerInvariant() is "date" or "content-length" && expected is not null && actual is not null);
            if (!isSame)
            {
                Differences.Add($"{Name(exchange)}: header {name} '{expected}' is '{actual}'");
            }
        }
    }

    private void Compare(JsonElement exchange, string expected, string actual)
    {
        if (!expected.StartsWith('{'))
        {
            if (expected != actual)
            {
                Differences.Add($"{Name(exchange)}: '{expected}' is '{actual}'");
            }

            return;
        }

        using JsonDocument wanted = JsonDocument.Parse(expected);
        using JsonDocument found = JsonDocument.Parse(actual);
        string[] differences = [.. _values.Compare(wanted.RootElement, found.RootElement)];
        Differences.AddRange(differences.Select(difference => $"{Name(exchange)}: {difference}"));

        // After translation the bodies are equal byte for byte, except for the times.
        if (differences.Length == 0 && VolatileValues.WithoutTimes(_values.Translate(expected)) != VolatileValues.WithoutTimes(actual))
        {
            Differences.Add($"{Name(exchange)}: spelled {actual}");
        }
    }
}
