using System.Text.Json;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>In exact mode the server answers as the original did.</summary>
public sealed class ExchangeReplayTests
{
    // These two overlap; the one that began last was recorded first.
    private const string Second = "stream second message while the first runs (read for 1 s)";
    private const string First = "the first stream, superseded (read for 2.5 s)";

    [Fact]
    public async Task Every_recorded_exchange_is_answered_as_the_original_did()
    {
        using RecordedRunners runners = new();
        await using TestServer server = await ExactServer.StartAsync(runners.Path);
        ExchangeReplay replay = new(server);
        JsonElement[] exchanges = [.. AgentRecordings.Exchanges.Where(static exchange => Name(exchange) is not ExactServer.RootRedirect)];
        foreach (JsonElement exchange in exchanges.Where(static exchange => Name(exchange) is not (First or Second)))
        {
            if (exchange.GetProperty("response").TryGetProperty("chunks", out _))
            {
                (await replay.StreamAsync(exchange)).Dispose();
            }
            else
            {
                await replay.RunAsync(exchange);
            }
        }

        using RawHttp first = await replay.StreamAsync(exchanges.Single(static exchange => Name(exchange) == First));
        using RawHttp second = await replay.StreamAsync(exchanges.Single(static exchange => Name(exchange) == Second));
        Assert.Empty(replay.Differences);
        Assert.Equal(191, replay.Compared);
        Assert.False(first.HasMore, "The superseded stream neither goes on nor ends.");
    }

    private static string Name(JsonElement exchange) => exchange.GetProperty("name").GetString()!;
}
