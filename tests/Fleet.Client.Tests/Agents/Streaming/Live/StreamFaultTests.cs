using System.Globalization;
using System.Net.ServerSentEvents;
using Fleet.Testing;

namespace Fleet.Client.Tests.Agents;

/// <summary>
/// Many concurrent conversations, whose streams are cut again and again and whose server is killed in between. A client must receive exactly the events that
/// the server has stored, each of them once and in order; or, where streams are not resumed, the loss must be reported.
/// </summary>
public sealed class StreamFaultTests
{
    private const int LongestCut = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_in_a_few_conversations()
    {
        Result result = await RunAsync(sessions: 6, events: 400, perAnswer: 150, kills: 2, seed: 1, resume: true);

        Assert.Equal((0, 0, 0), (result.Lost, result.Repeated, result.Told));
        Assert.InRange(result.Received, 6 * 400, int.MaxValue);
        Assert.True(result.Cuts > 10);
    }

    [Fact]
    public async Task Without_taking_up_the_same_conversations_lose_events_and_say_so()
    {
        Result result = await RunAsync(sessions: 6, events: 400, perAnswer: 150, kills: 0, seed: 1, resume: false);

        Assert.NotEqual(0, result.Lost);
        Assert.Equal(result.Cuts, result.Told);
        Assert.Equal(0, result.Repeated);
    }

    [SoakFact]
    public async Task Nothing_is_lost_in_a_million_events()
    {
        Result result = await RunAsync(sessions: 100, events: 10_000, perAnswer: 1000, kills: 20, seed: 7, resume: true);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.Equal((0, 0, 0), (result.Lost, result.Repeated, result.Told));
        Assert.InRange(result.Received, 1_000_000, int.MaxValue);
        Assert.InRange(result.Cuts, 5_000, int.MaxValue);
    }

    [SoakFact]
    public async Task Without_taking_up_a_million_events_some_are_lost_and_said_to_be()
    {
        // Short responses: the server produces the rest of each one that is cut, and nobody reads it.
        Result result = await RunAsync(sessions: 100, events: 10_000, perAnswer: 150, kills: 20, seed: 7, resume: false);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.NotEqual(0, result.Lost);
        Assert.InRange(result.Told, result.Cuts, int.MaxValue);
        Assert.Equal(0, result.Repeated);
    }

    private static async Task<Result> RunAsync(int sessions, int events, int perAnswer, int kills, int seed, bool resume)
    {
        await using AgentServer server = await AgentServer.StartAsync(perAnswer);
        Random random = new(seed);
        (FleetClient client, CuttingHandler way) = server.Connect(() =>
        {
            lock (random)
            {
                return random.Next(1, LongestCut + 1);
            }
        });
        using FleetClient owned = client;
        List<Conversation> conversations = [];
        for (int i = 0; i < sessions; i++)
        {
            conversations.Add(new Conversation(client, await AgentServer.BeginAsync(client, "counter", Token), resume));
        }

        // Killed after a number of events and not by the clock, so that a slow machine behaves the same.
        using SemaphoreSlim received = new(0);
        Task killing = KillAsync(server, received, sessions * events / (kills + 1), kills);
        await Task.WhenAll(conversations.Select(one => Task.Run(() => one.TalkAsync(events, received), Token)));
        await killing;

        Result result = new(0, 0, 0, 0, way.Cuts);
        using HttpClient direct = new() { BaseAddress = server.Process.Uri };
        foreach (Conversation one in conversations)
        {
            result = await one.CompareAsync(direct, result);
        }

        return result;
    }

    private static async Task KillAsync(AgentServer server, SemaphoreSlim received, int every, int kills)
    {
        for (int i = 0; i < kills; i++)
        {
            for (int count = 0; count < every; count++)
            {
                await received.WaitAsync(Token);
            }

            await server.KillAndStartAsync();
        }
    }

    /// <summary>The outcome of a run.</summary>
    private sealed record Result(int Received, int Lost, int Repeated, int Told, int Cuts);

    /// <summary>A session that is sent messages until enough events have arrived.</summary>
    private sealed class Conversation(FleetClient client, string session, bool resume)
    {
        private readonly List<(string Exchange, long Number)> _received = [];
        private int _told;

        public async Task TalkAsync(int events, SemaphoreSlim received)
        {
            FleetMessageRequest message = new() { SessionId = session, Content = "count", ResumeTimeout = resume ? TimeSpan.FromMinutes(1) : TimeSpan.Zero };
            while (_received.Count < events)
            {
                try
                {
                    await foreach (FleetSessionUpdate update in client.Sessions.SendEventAsync(message, Token))
                    {
                        _received.Add((update.CorrelationId!, long.Parse(update.StreamId!, CultureInfo.InvariantCulture)));
                        received.Release();
                    }
                }
                catch (FleetStreamException)
                {
                    _told++;
                }
                catch (FleetException failure) when (failure is FleetConnectionException or FleetUnavailableException or FleetTimeoutException)
                {
                    // The server was down when the message was sent, so it is known to have had no effect.
                    await Task.Delay(TimeSpan.FromMilliseconds(100), Token);
                }
            }
        }

        public async Task<Result> CompareAsync(HttpClient direct, Result sum)
        {
            int lost = 0, repeated = _received.Count - _received.Distinct().Count();
            Assert.Equal(_received.Select(static one => one.Number).Order(), _received.Select(static one => one.Number));
            foreach (IGrouping<string, (string, long Number)> exchange in _received.GroupBy(static one => one.Exchange))
            {
                List<long> kept = await KeptAsync(direct, exchange.Key);
                HashSet<long> had = [.. exchange.Select(static one => one.Number)];
                Assert.Empty(had.Except(kept));
                lost += kept.Count - had.Count;
            }

            return sum with { Received = sum.Received + _received.Count, Lost = sum.Lost + lost, Repeated = sum.Repeated + repeated, Told = sum.Told + _told };
        }

        private async Task<List<long>> KeptAsync(HttpClient direct, string exchange)
        {
            await using Stream stream = await direct.GetStreamAsync(
                new Uri($"/api/sessions/{session}/events/stream?correlation_id={Uri.EscapeDataString(exchange)}", UriKind.Relative),
                Token);
            return await SseParser
                .Create(stream)
                .EnumerateAsync(Token)
                .Select(static item => long.Parse(item.EventId!, CultureInfo.InvariantCulture))
                .ToListAsync(Token);
        }
    }
}
