using System.Text.Json;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>Access to the releases service, next to the environments service with its own key.</summary>
public sealed class ReleaseAccessTests
{
    private const string Event =
        """{"events":[{"timestamp":"2026-11-22T01:00:00Z","agent_id":"a","release_id":"r","run_id":"1","tenant_id":"t","task_id":"k","""
        + """ "environment":"e","usage":{"model":{"provider":"p","model":"m","input_tokens":1,"output_tokens":1}}}]}""";

    [Fact]
    public async Task The_key_of_the_environments_service_is_not_asked_of_callers_of_this_one()
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync(apiKey: "key", token: "token");

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/v1/account", headers: ("Authorization", "Bearer token"))).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/v1/releases", headers: ("Authorization", "Bearer token"))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/v1/releases", headers: ("Authorization", "Bearer key"))).Status);
    }

    [Fact]
    public async Task With_the_key_alone_callers_elsewhere_need_it_for_this_service_too()
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync(apiKey: "key");
        (string, string) elsewhere = ("X-Forwarded-For", "203.0.113.9");

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/v1/releases")).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/v1/releases", headers: elsewhere)).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/v1/releases", headers: [elsewhere, ("Authorization", "Bearer key")])).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/v1/events", ReleasesServer.Json(Event), headers: elsewhere)).Status);
        ReleasesAnswer withKey = await server.SendAsync(
            HttpMethod.Post, "/v1/events", ReleasesServer.Json(Event), headers: [elsewhere, ("Authorization", "Bearer key")]);
        Assert.Equal(200, withKey.Status);
    }

    [Fact]
    public async Task A_proxy_on_this_machine_does_not_make_its_callers_local()
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync();

        ReleasesAnswer forwarded = await server.SendAsync(
            HttpMethod.Post, "/v1/events", ReleasesServer.Json(Event), headers: ("X-Forwarded-For", "203.0.113.9, 127.0.0.1"));
        Assert.Equal(403, forwarded.Status);
        ReleasesAnswer local = await server.SendAsync(
            HttpMethod.Post, "/v1/events", ReleasesServer.Json(Event), headers: ("X-Forwarded-For", "127.0.0.1"));
        Assert.Equal(200, local.Status);
    }

    [Theory]
    [InlineData("POST", "/v1/releases/register")]
    [InlineData("POST", "/v1/releases/rel_1/verify")]
    [InlineData("PUT", "/v1/policy")]
    [InlineData("POST", "/v1/pricing/import")]
    [InlineData("PUT", "/v1/workspace/settings")]
    [InlineData("POST", "/v1/promote/deny")]
    [InlineData("POST", "/v1/ledger/import")]
    [InlineData("GET", "/v1/policy")]
    [InlineData("GET", "/v1/pricing")]
    [InlineData("GET", "/v1/pricing/p/v")]
    [InlineData("GET", "/v1/releases/rel_1")]
    [InlineData("GET", "/v1/workspace/settings")]
    [InlineData("GET", "/v1/ledger")]
    [InlineData("GET", "/v1/ledger/verify")]
    [InlineData("GET", "/v1/ledger/export")]
    public async Task Our_own_routes_look_at_the_caller_before_the_call(string method, string path)
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync(token: "token");

        ReleasesAnswer answer = await server.SendAsync(new HttpMethod(method), path, method == "GET" ? null : ReleasesServer.Json("{"));

        Assert.Equal(401, answer.Status);
    }

    [Fact]
    public async Task All_routes_are_listed_and_none_shadows_one_of_the_environments_service()
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync(apiKey: "key", token: "token");
        JsonElement paths = (await server.SendAsync(HttpMethod.Get, "/openapi.json")).Ok().Json.GetProperty("paths");
        string[] own =
        [
            "/v1/releases/register", "/v1/releases/{release_id}", "/v1/releases/{release_id}/verify", "/v1/policy", "/v1/pricing",
            "/v1/pricing/{provider}/{version}",
            "/v1/pricing/import", "/v1/workspace/settings", "/v1/promote/deny", "/v1/ledger", "/v1/ledger/verify", "/v1/ledger/export", "/v1/ledger/import",
        ];

        Assert.All(own, path => Assert.True(paths.TryGetProperty(path, out _), path));
        foreach (JsonProperty path in paths.EnumerateObject().Where(static path => path.Name.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            // Routes that need the environments service's key are not this service's, and the other way round.
            string sample = path.Name.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            foreach (string method in path.Value.EnumerateObject().Select(static operation => operation.Name.ToUpperInvariant()))
            {
                ReleasesAnswer answer = await server.SendAsync(
                    new HttpMethod(method), sample, method is "GET" or "DELETE" ? null : ReleasesServer.Json("{}"), headers: ("Authorization", "Bearer token"));
                Assert.True(server.GuardsItself(sample) == (answer.Status != 401), $"{method} {sample}: {answer.Status}");
            }
        }
    }

    [Theory]
    [InlineData("/V1/releases", 404)]
    [InlineData("/v1/Releases", 404)]
    [InlineData("/v1/releases/", 307)]
    [InlineData("/v1/runs/export/?release_id=a&window=1d", 307)]
    public async Task Paths_are_exact(string path, int status)
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync();

        ReleasesAnswer answer = await server.GetAsync(path);

        Assert.Equal(status, answer.Status);
        if (status == 307)
        {
            Assert.Equal(server.Url + path.Replace("/?", "?", StringComparison.Ordinal).TrimEnd('/'), answer.Headers["Location"]);
        }
    }

    [Theory]
    [InlineData("\ufeff{\"events\":[]}", "too_short")]
    [InlineData("[]", "model_attributes_type")]
    [InlineData("null", "missing")]
    [InlineData("{\"events\":{}}", "list_type")]
    [InlineData("{\"events\":[1,{}]}", "dict_type")]
    public async Task Bodies_of_the_wrong_shape_are_described(string body, string type)
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync();

        ReleasesAnswer answer = await server.PostAsync("/v1/events", body);

        Assert.Equal(422, answer.Status);
        Assert.Equal(type, answer.Json.GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_refused()
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync();
        using ByteArrayContent content = new([0x1f, 0x8b, 8, 0, 0xff]);
        content.Headers.ContentType = new("application/json");

        Assert.Equal("There was an error parsing the body", (await server.SendAsync(HttpMethod.Post, "/v1/events", content)).Detail);
    }
}
