using System.Text.Json;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>Sends the recorded requests to a server in exact mode and holds its answers against the recorded ones.</summary>
internal sealed class ExchangeReplay(TestServer server)
{
    private readonly VolatileValues _values = new();

    /// <summary>What differed.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>How many exchanges were compared.</summary>
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

    private static string Name(JsonElement exchange) => exchange.GetProperty("name").GetString()!;

    private Task<RawHttp> SendAsync(JsonElement exchange)
    {
        JsonElement request = exchange.GetProperty("request");
        return RawHttp.SendAsync(
            server,
            request.GetProperty("method").GetString()!,
            _values.Translate(request.GetProperty("target").GetString()!),
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

        // Translated, the bodies are equal to the byte but for the times, which have one length.
        if (differences.Length == 0 && _values.Translate(expected).Length != actual.Length)
        {
            Differences.Add($"{Name(exchange)}: spelled {actual}");
        }
    }
}
