using Fleet.LocalServer.Core;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Hosting;

/// <summary>Access to the server: keys and host names.</summary>
public sealed class AccessTests
{
    private const string Key = "sk_local_1234";

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Bearer sk_local_123", 401)]
    [InlineData("Bearer sk_local_12345", 401)]
    [InlineData("Basic sk_local_1234", 401)]
    [InlineData("Bearer sk_local_1234", 200)]
    [InlineData("bearer sk_local_1234", 200)]
    public async Task With_a_key_set_callers_need_it(string? header, int status)
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { ApiKey = Key });

        TestAnswer answer = await server.SendAsync("GET", "/v1/account", null, header is null ? [] : [("Authorization", header)]);

        Assert.Equal(status, answer.Status);
        if (status == 401)
        {
            Assert.Equal("""{"detail":"Invalid API key"}""", answer.Body);
        }
    }

    [Theory]
    [InlineData("/v1/nope")]
    [InlineData("/V1/account")]
    [InlineData("/api/anything")]
    [InlineData("/_fleet/health")]
    public async Task The_key_guards_all_paths_of_the_services(string path)
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { ApiKey = Key, TestHooks = true });

        Assert.Equal(401, (await server.SendAsync("GET", path)).Status);
    }

    [Fact]
    public async Task Instances_pages_and_health_need_no_key()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { ApiKey = Key });
        TestAnswer made = await server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""", ("Authorization", $"Bearer {Key}"));
        string id = (string)made.Json["instance_id"]!;

        foreach (string path in (string[])["/", "/health", "/openapi.json", $"/i/{id}/", $"/i/{id}/api/v1/env/resources"])
        {
            Assert.Equal(200, (await server.SendAsync("GET", path)).Status);
        }
    }

    [Fact]
    public async Task Without_a_key_any_credentials_do()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(200, (await server.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(200, (await server.SendAsync("GET", "/v1/account", null, ("Authorization", "Bearer anything"))).Status);
        Assert.Equal(200, (await server.SendAsync("GET", "/v1/account", null, ("X-JWT-Token", "jwt"), ("X-Team-ID", "team"))).Status);
    }

    [Fact]
    public async Task A_host_that_was_allowed_may_be_named()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { AllowedHosts = ["fleet.internal"] });

        Assert.Equal(200, (await server.SendAsync("GET", "/health", null, ("Host", "fleet.internal"))).Status);
        Assert.Equal(400, (await server.SendAsync("GET", "/health", null, ("Host", "other.internal"))).Status);
    }

    [Fact]
    public async Task Beyond_the_loopback_a_key_is_a_must()
    {
        ServerSetupException refused = await Assert.ThrowsAsync<ServerSetupException>(() =>
            TestServer.StartAsync(static options => options with { Url = new Uri("http://0.0.0.0:0") }));

        Assert.Contains("FLEET_SERVER_API_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_of_routes_is_made_of_the_routes()
    {
        await using TestServer server = await TestServer.StartAsync();

        System.Text.Json.Nodes.JsonObject paths = (await server.CallAsync("GET", "/openapi.json"))["paths"]!.AsObject();

        Assert.Contains("/v1/env/instances/{instance_id}/heartbeat", paths.Select(static path => path.Key));
        Assert.All(paths, static path => Assert.All(path.Value!.AsObject(), static operation => Assert.NotEqual("", (string)operation.Value!["summary"]!)));
        Assert.DoesNotContain("_fleet", paths.ToJsonString(), StringComparison.Ordinal);
    }
}
