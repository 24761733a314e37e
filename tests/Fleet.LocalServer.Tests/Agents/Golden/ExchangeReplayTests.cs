using System.Text.Json;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>The server in exact mode answers what the original answered.</summary>
public sealed class ExchangeReplayTests
{
    [Fact]
    public async Task Every_recorded_exchange_without_a_stream_is_answered_as_the_original_did()
    {
        await using TestServer server = await ExactServer.StartAsync();
        ExchangeReplay replay = new(server);
        foreach (JsonElement exchange in AgentRecordings.Exchanges.Take(53).Where(static e => e.GetProperty("name").GetString() != ExactServer.RootRedirect))
        {
            await replay.RunAsync(exchange);
        }

        Assert.Empty(replay.Differences);
        Assert.Equal(52, replay.Compared);
    }
}
