using System.Text.Json.Nodes;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Instances;

/// <summary>Tests the expiry of instances, with the clock under the tests' control.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task Without_heartbeats_an_instance_ends_at_its_ttl()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync("\"ttl_seconds\":60,\"run_id\":\"r\"");

        server.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("running", (string)(await GetAsync(server, id))["status"]!);

        server.Clock.Advance(s_moment);
        JsonNode ended = await GetAsync(server, id);
        Assert.Equal(("stopped", "TTL of 60 s is over"), ((string)ended["status"]!, (string)ended["termination_reason"]!));
        Assert.StartsWith("2026-01-02T03:05:05.00", (string)ended["terminated_at"]!, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await server.CallAsync("GET", "/v1/env/runs"))[0]!["running_count"]!);
    }

    [Fact]
    public async Task With_neither_it_ends_at_the_default_ttl()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { DefaultTtl = TimeSpan.FromMinutes(30) });
        string id = await server.CreateAsync();

        server.Clock.Advance(TimeSpan.FromMinutes(30) + s_moment);

        Assert.Equal("TTL of 1800 s is over", (string)(await GetAsync(server, id))["termination_reason"]!);
    }

    [Fact]
    public async Task With_heartbeats_it_ends_when_three_in_a_row_were_missed_and_never_at_its_ttl()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync("\"ttl_seconds\":60,\"heartbeat_interval\":30");
        for (int beat = 0; beat < 10; beat++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(90));
            await server.CallAsync("POST", $"/v1/env/instances/{id}/heartbeat", "{}");
        }

        server.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("running", (string)(await GetAsync(server, id))["status"]!);
        server.Clock.Advance(s_moment);

        Assert.Equal("3 heartbeats in a row were missed (interval 30 s)", (string)(await GetAsync(server, id))["termination_reason"]!);
        TestAnswer late = await server.SendAsync("POST", $"/v1/env/instances/{id}/heartbeat", "{}");
        Assert.Equal((409, $"Instance '{id}' has ended: 3 heartbeats in a row were missed (interval 30 s)"), (late.Status, late.Detail));
    }

    [Fact]
    public async Task Many_leases_end_each_at_its_own_time()
    {
        await using TestServer server = await TestServer.StartAsync();
        string late = await server.CreateAsync("\"ttl_seconds\":300");
        string early = await server.CreateAsync("\"ttl_seconds\":100");
        string middle = await server.CreateAsync("\"ttl_seconds\":200");

        server.Clock.Advance(TimeSpan.FromSeconds(150));
        Assert.Equal(All(late, middle), await RunningAsync(server));
        server.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(All(late), await RunningAsync(server));
        server.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(All(), await RunningAsync(server));
        Assert.Equal("2026-01-02T03:05:45.001000", (string)(await GetAsync(server, early))["terminated_at"]!);
    }

    [Fact]
    public async Task A_ttl_runs_on_while_the_server_is_off()
    {
        TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync("\"ttl_seconds\":60");
        string longer = await server.CreateAsync("\"ttl_seconds\":600");
        await server.StopAsync();

        server.Clock.Advance(TimeSpan.FromSeconds(100));
        await using TestServer next = await server.StartAgainAsync();

        Assert.Equal(All(longer), await RunningAsync(next));
        Assert.Equal("TTL of 60 s is over", (string)(await GetAsync(next, id))["termination_reason"]!);
        next.Clock.Advance(TimeSpan.FromSeconds(500) + s_moment);
        Assert.Equal(All(), await RunningAsync(next));
    }

    [Fact]
    public async Task Heartbeats_that_no_server_could_receive_are_not_missed()
    {
        TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync("\"heartbeat_interval\":30");
        await server.StopAsync();

        server.Clock.Advance(TimeSpan.FromHours(1));
        await using TestServer next = await server.StartAgainAsync();

        Assert.Equal(All(id), await RunningAsync(next));
        next.Clock.Advance(TimeSpan.FromSeconds(90) + s_moment);
        Assert.Equal(All(), await RunningAsync(next));
    }

    [Fact]
    public async Task Closed_instances_do_not_add_up_until_their_leases_are_over()
    {
        await using TestServer server = await TestServer.StartAsync();
        LeaseMonitor leases = new(new AdjustableClock(server.Clock), static _ => { });
        using (leases)
        {
            LiveInstance kept = Make("kept", server.Clock.GetUtcNow());
            leases.Watch(kept);
            for (int i = 0; i < 5000; i++)
            {
                LiveInstance closed = Make("closed", server.Clock.GetUtcNow());
                leases.Watch(closed);
                closed.TryEnd(server.Clock.GetUtcNow(), "closed by the caller");
                leases.Forget(1);
            }

            Assert.InRange(leases.Count, 1, 1100);
            server.Clock.Advance(TimeSpan.FromSeconds(61));
            Assert.False(kept.Record.IsRunning);
        }
    }

    private static LiveInstance Make(string id, DateTimeOffset now) => new(
        new InstanceRecord { Id = id, EnvKey = "e", Version = "v", CreatedAt = now, UpdatedAt = now, Region = "r", Seed = "s", TtlSeconds = 60 },
        now,
        new InstanceDatabases(new SeedConnections(), "seed", "folder"),
        new InstanceFiles(static () => null, "folder"));

    private static Task<JsonNode> GetAsync(TestServer server, string id) => server.CallAsync("GET", $"/v1/env/instances/{id}");

    private static async Task<string[]> RunningAsync(TestServer server) =>
        [.. (await server.CallAsync("GET", "/v1/env/instances")).AsArray().Select(static item => (string)item!["instance_id"]!)];

    private static string[] All(params string[] items) => items;
}
