using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Hosting;

/// <summary>The test hooks.</summary>
public sealed class TestHookTests : IAsyncLifetime
{
    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(static options => options with { TestHooks = true });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task The_clock_can_be_moved_and_leases_follow_it()
    {
        string id = await Server.CreateAsync("\"ttl_seconds\":60");

        await Server.CallAsync("POST", "/_fleet/clock", """{"advance":61}""");
        Assert.Equal("stopped", (string)(await Server.CallAsync("GET", $"/v1/env/instances/{id}"))["status"]!);
        await Server.CallAsync("POST", "/_fleet/clock", """{"now":"2030-01-01T00:00:00Z"}""");

        Assert.StartsWith("2030-01-01T00:00:00", (string)(await Server.CallAsync("GET", "/_fleet/health"))["now"]!, StringComparison.Ordinal);
        Assert.Equal(422, (await Server.SendAsync("POST", "/_fleet/clock", "{}")).Status);

        await Server.CallAsync("POST", "/_fleet/clock", """{"now":"2030-01-01T00:00:00Z","stopped":true}""");
        JsonNode stopped = await Server.CallAsync("GET", "/_fleet/health");
        Assert.Equal((string)stopped["now"]!, (string)(await Server.CallAsync("GET", "/_fleet/health"))["now"]!);
        await Server.CallAsync("POST", "/_fleet/clock", """{"advance":1.5}""");
        Assert.StartsWith("2030-01-01T00:00:01.5", (string)(await Server.CallAsync("GET", "/_fleet/health"))["now"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_can_be_planned()
    {
        await Server.CallAsync("POST", "/_fleet/ids", """{"next":["00000001","00000002"]}""");

        Assert.Equal("00000001", await Server.CreateAsync());
        Assert.Equal("00000002", await Server.CreateAsync());
        Assert.Equal(422, (await Server.SendAsync("POST", "/_fleet/ids", """{"next":["../x"]}""")).Status);
    }

    [Fact]
    public async Task A_status_is_answered_as_often_as_asked()
    {
        await Server.CallAsync("POST", "/_fleet/faults", """{"path":"/v1/acc*","status":503,"detail":"down","retry_after":"2","count":2}""");

        TestAnswer first = await Server.SendAsync("GET", "/v1/account");
        Assert.Equal((503, "down", "2"), (first.Status, first.Detail, first.Headers["Retry-After"]));
        Assert.Equal(200, (await Server.SendAsync("GET", "/v1/regions")).Status);
        Assert.Equal(503, (await Server.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(200, (await Server.SendAsync("GET", "/v1/account")).Status);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    public async Task A_connection_breaks_before_or_after_the_work(string drop, int made)
    {
        await Server.CallAsync("POST", "/_fleet/faults", $$"""{"method":"POST","path":"/v1/env/instances","drop":"{{drop}}"}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""", ("X-Request-ID", "r")));

        Assert.Equal(made, (await Server.CallAsync("GET", "/v1/env/instances")).AsArray().Count);
        await Server.CallAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""", ("X-Request-ID", "r"));
        Assert.Single((await Server.CallAsync("GET", "/v1/env/instances")).AsArray());
    }

    [Fact]
    public async Task Garbage_is_answered()
    {
        await Server.CallAsync("POST", "/_fleet/faults", """{"garbage":"<html>{"}""");

        TestAnswer answer = await Server.SendAsync("GET", "/v1/account");

        Assert.Equal((200, "<html>{"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Requests_are_noted_without_their_secrets()
    {
        await Server.SendAsync("GET", "/v1/env/nope?x=1", null, ("Authorization", "Bearer sk_secret"), ("X-Request-ID", "r7"));

        JsonNode log = await Server.CallAsync("GET", "/_fleet/requests");

        JsonNode entry = Assert.Single(log["requests"]!.AsArray())!;
        Assert.Equal(("GET", "/v1/env/nope", "?x=1", 400), ((string)entry["method"]!, (string)entry["path"]!, (string)entry["query"]!, (int)entry["status"]!));
        Assert.Equal(("REDACTED", "r7"), ((string)entry["headers"]!["authorization"]!, (string)entry["headers"]!["x-request-id"]!));
        Assert.DoesNotContain("sk_secret", log.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_starts_afresh()
    {
        await Server.CreateAsync("\"run_id\":\"r\"");
        await Server.CallAsync("POST", "/v1/tasks", """{"key":"t","prompt":"p","env_id":"shop"}""");
        await Server.CallAsync("POST", "/_fleet/clock", """{"advance":1000}""");
        await Server.CallAsync("POST", "/_fleet/faults", """{"status":500,"count":99,"path":"/v1/*"}""");

        await Server.CallAsync("POST", "/_fleet/reset", "{}");

        Assert.Empty((await Server.CallAsync("GET", "/v1/env/instances")).AsArray());
        Assert.Empty((await Server.CallAsync("GET", "/v1/env/instances?status=stopped")).AsArray());
        Assert.Empty((await Server.CallAsync("GET", "/v1/env/runs")).AsArray());
        Assert.Equal(404, (await Server.SendAsync("GET", "/v1/tasks/t")).Status);
        Assert.StartsWith("2026-01-02T03:04:05", (string)(await Server.CallAsync("GET", "/_fleet/health"))["now"]!, StringComparison.Ordinal);
    }
}
