using System.Globalization;

namespace Fleet.Client.Tests.Agents;

/// <summary>Streams of a real server that are cut on the way, abandoned, or lose their server.</summary>
public sealed class ResumedStreamTests
{
    private const int Count = 2000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 20)]
    [InlineData(3, 200)]
    public async Task A_stream_that_is_cut_again_and_again_comes_whole(int seed, int most)
    {
        Random random = new(seed);
        await using AgentServer server = await AgentServer.StartAsync(Count / (most == 1 ? 10 : 1));
        (FleetClient client, CuttingHandler way) = server.Connect(() => random.Next(1, most + 1));
        using FleetClient _ = client;
        string session = await AgentServer.BeginAsync(client, "counter", Token);

        List<FleetSessionUpdate> updates = await client.Sessions.SendEventAsync(session, "count", Token).ToListAsync(Token);

        Assert.True(way.Cuts > 5);
        Assert.Equal(Enumerable.Range(1, updates.Count).Select(Text), updates.Select(static one => one.StreamId));
        Assert.Equal(string.Concat(Enumerable.Range(0, updates.Count - 1).Select(static i => Text(i) + " ")), updates[^1].Text);
        Assert.Equal(updates[^1].Text, (await client.Sessions.ListEventsAsync(session, null, Token).LastAsync(Token)).Text);
    }

    [Fact]
    public async Task The_raw_events_come_whole_too()
    {
        await using AgentServer server = await AgentServer.StartAsync(Count);
        (FleetClient client, _) = server.Connect(static () => 30);
        using FleetClient owned = client;
        string session = await AgentServer.BeginAsync(client, "counter", Token);
        FleetMessageRequest message = new() { SessionId = session, Content = "count" };

        List<FleetStreamEvent> events = await client.Sessions.SendRawEventAsync(message, Token).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(1, Count + 1).Select(Text), events.Select(static one => one.StreamId));
    }

    [Fact]
    public async Task With_taking_up_switched_off_the_loss_is_told()
    {
        await using AgentServer server = await AgentServer.StartAsync(Count);
        (FleetClient client, _) = server.Connect(static () => 30);
        using FleetClient owned = client;
        string session = await AgentServer.BeginAsync(client, "counter", Token);
        FleetMessageRequest message = new() { SessionId = session, Content = "count", ResumeTimeout = TimeSpan.Zero };

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(async () =>
            await client.Sessions.SendEventAsync(message, Token).ToListAsync(Token));

        Assert.Equal(("stream_cut", 30), (cut.ErrorCode, cut.UpdatesReceived));
    }

    [Fact]
    public async Task A_service_that_gives_nothing_again_is_named_as_such()
    {
        await using AgentServer server = await AgentServer.StartAsync(Count, "--agents-mode", "exact");
        (FleetClient client, _) = server.Connect(static () => 30);
        using FleetClient owned = client;
        string session = await AgentServer.BeginAsync(client, "counter", Token);

        FleetStreamException cut = await Assert.ThrowsAsync<FleetStreamException>(async () =>
            await client.Sessions.SendEventAsync(session, "count", Token).ToListAsync(Token));

        Assert.Equal(("stream_cut", 30), (cut.ErrorCode, cut.UpdatesReceived));
        Assert.Contains("cannot send the rest again", cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_killed_ends_the_answer_with_an_error_when_it_is_back()
    {
        await using AgentServer server = await AgentServer.StartAsync(Count);
        (FleetClient client, _) = server.Connect();
        using FleetClient owned = client;
        string session = await AgentServer.BeginAsync(client, "endless", Token);

        List<FleetSessionUpdate> updates = [];
        await foreach (FleetSessionUpdate update in client.Sessions.SendEventAsync(session, "count", Token))
        {
            updates.Add(update);
            if (updates.Count == 20)
            {
                await server.KillAndStartAsync();
            }
        }

        Assert.Equal(Enumerable.Range(1, updates.Count).Select(Text), updates.Select(static one => one.StreamId));
        Assert.Equal("error", updates[^1].Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_a_stream_stops_the_agent(bool byToken)
    {
        await using AgentServer server = await AgentServer.StartAsync(Count);
        (FleetClient client, _) = server.Connect();
        using FleetClient owned = client;
        string session = await AgentServer.BeginAsync(client, "endless", Token);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Record.ExceptionAsync(async () =>
        {
            await foreach (FleetSessionUpdate _ in client.Sessions.SendEventAsync(session, "count", stop.Token))
            {
                if (!byToken)
                {
                    break;
                }

                await stop.CancelAsync();
            }
        });

        FleetSessionEvent last = await client
            .Sessions.FollowEventsAsync(session, new FleetSessionEventQuery { Types = ["status"] }, TimeSpan.FromMilliseconds(20), Token)
            .FirstAsync(static one => one.Status is not "processing", Token);
        Assert.Equal("cancelled", last.Status);
    }

    [Fact]
    public async Task The_next_exchange_is_not_taken_for_the_rest_of_this_one()
    {
        await using AgentServer server = await AgentServer.StartAsync(Count);
        int streams = 0;
        (FleetClient client, _) = server.Connect(() => ++streams == 1 ? 5 : null);
        (FleetClient other, _) = server.Connect();
        using FleetClient owned = client;
        using FleetClient alsoOwned = other;
        string session = await AgentServer.BeginAsync(client, "endless", Token);

        List<FleetSessionUpdate> updates = [];
        await using IAsyncEnumerator<FleetSessionUpdate> second = other.Sessions.SendEventAsync(session, "two", Token).GetAsyncEnumerator(Token);
        await foreach (FleetSessionUpdate update in client.Sessions.SendEventAsync(session, "one", Token))
        {
            updates.Add(update);
            if (updates.Count == 5)
            {
                Assert.True(await second.MoveNextAsync());
            }
        }

        Assert.Equal("cancelled", updates[^1].Status);
        Assert.Single(updates.Select(static one => one.CorrelationId).Distinct());
        // The end of the first does not affect the second, which is still working.
        Assert.True(await second.MoveNextAsync());
        Assert.NotEqual(updates[0].CorrelationId, second.Current.CorrelationId);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
