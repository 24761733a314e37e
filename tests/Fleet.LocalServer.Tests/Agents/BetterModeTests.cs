using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>The agents service's differences from the original when it is not in exact mode.</summary>
public sealed class BetterModeTests
{
    [Fact]
    public async Task A_taken_session_id_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        string agent = await CreateAgentAsync(server);
        string body = $$"""{"agent_id":"{{agent}}","id":"MYSESSION1"}""";
        await server.CallAsync("POST", "/api/sessions", body);
        TestAnswer second = await server.SendAsync("POST", "/api/sessions", body);
        Assert.Equal(409, second.Status);
        Assert.Equal("A session with ID MYSESSION1 exists already", second.Detail);
        Assert.Single((JsonArray)(await server.CallAsync("GET", "/api/sessions"))["data"]!);
    }

    [Fact]
    public async Task Sessions_have_the_mode_and_the_metadata_of_later_servers()
    {
        await using TestServer server = await TestServer.StartAsync();
        string agent = await CreateAgentAsync(server);
        JsonNode plain = await server.CallAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent}}"}""");
        Assert.Equal("auto", (string?)plain["mode"]);
        JsonNode made = await server.CallAsync("POST", "/api/sessions", $$$"""{"agent_id":"{{{agent}}}","mode":"manual","metadata":{"k":[1,"é"]}}""");
        JsonNode read = await server.CallAsync("GET", $"/api/sessions/{made["id"]}");
        Assert.Equal("manual", (string?)read["mode"]);
        System.Text.Json.JsonSerializerOptions relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        Assert.Equal("""{"k":[1,"é"]}""", read["metadata"]!.ToJsonString(relaxed));
        TestAnswer wrong = await server.SendAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent}}","mode":"fast","metadata":1}""");
        Assert.Equal(422, wrong.Status);
        Assert.Equal(["enum", "dict_type"], ((JsonArray)wrong.Json["detail"]!).Select(static error => (string?)error!["type"]));
    }

    [Fact]
    public async Task Agents_and_sessions_survive_a_restart()
    {
        TestServer first = await TestServer.StartAsync(static options => options with { TestHooks = true });
        string agent = await CreateAgentAsync(first);
        JsonNode session = await first.CallAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent}}","title":"Kept"}""", ("Cookie", "flux0_user_sub=alice"));
        await first.StopAsync();

        await using TestServer second = await first.StartAgainAsync();
        Assert.Equal("echo", (string?)(await second.CallAsync("GET", $"/api/agents/{agent}"))["type"]);
        JsonNode listed = await second.CallAsync("GET", "/api/sessions", null, ("Cookie", "flux0_user_sub=alice"));
        Assert.Equal(session["id"]!.ToString(), listed["data"]![0]!["id"]!.ToString());
        Assert.Empty((JsonArray)(await second.CallAsync("GET", "/api/sessions"))["data"]!);
    }

    [Fact]
    public async Task A_reset_forgets_agents_and_sessions()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { TestHooks = true });
        string agent = await CreateAgentAsync(server);
        await server.CallAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent}}"}""");
        await server.CallAsync("POST", "/_fleet/reset");
        Assert.Empty((JsonArray)(await server.CallAsync("GET", "/api/agents"))["data"]!);
        Assert.Empty((JsonArray)(await server.CallAsync("GET", "/api/sessions"))["data"]!);
    }

    [Theory]
    [InlineData(false, 401)]
    [InlineData(true, 200)]
    public async Task The_servers_key_guards_the_service_except_in_exact_mode(bool exact, int status)
    {
        await using TestServer server = await TestServer.StartAsync(options => options with { ApiKey = "k", ExactAgents = exact });
        Assert.Equal(status, (await server.SendAsync("GET", "/api/agents")).Status);
        Assert.Equal(200, (await server.SendAsync("GET", "/api/agents", null, ("Authorization", "Bearer k"))).Status);
        Assert.Equal(401, (await server.SendAsync("GET", "/v1/account")).Status);
    }

    private static async Task<string> CreateAgentAsync(TestServer server) =>
        (await server.CallAsync("POST", "/api/agents", """{"name":"An agent","type":"echo"}"""))["id"]!.ToString();
}
