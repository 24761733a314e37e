using System.Net;
using Fleet.Client.Http;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

public sealed class HeaderTests
{
    [Fact]
    public async Task A_call_with_a_key_carries_what_the_service_knows()
    {
        using Sending sending = new() { Configure = static options => options with { Product = "PowerShell 7.6.5" } };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        using HttpResponseMessage answer = await sending.SendAsync();

        SentRequest sent = Assert.Single(sending.Stub.Sent);
        Assert.Equal("http://fleet.test:8080/v1/account", sent.Uri.AbsoluteUri);
        Assert.Equal("Bearer " + Sending.Key, sent["Authorization"]);
        Assert.Equal("CSharp", sent["X-Fleet-SDK-Language"]);
        Assert.Matches(@"^\d+\.\d+\.\d+$", sent["X-Fleet-SDK-Version"]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", sent["X-Request-ID"]);
        Assert.Equal(
            sending.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            sent["X-Request-Timestamp"]);
        Assert.Matches(@"^Fleet/\d+\.\d+\.\d+ \(PowerShell 7\.6\.5; \.NET 10\.[\d.]+; [^()]+\)$", sent["User-Agent"]);
        Assert.Null(sent["Content-Type"]);
        Assert.Null(sent["Idempotency-Key"]);
        Assert.Null(sent.Body);
    }

    [Fact]
    public async Task A_call_with_a_login_carries_token_and_team_instead_of_a_key()
    {
        using Sending sending = new() { Configure = static options => options with { Credential = FleetCredential.Jwt("j.w.t", "team-1") } };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();

        SentRequest sent = Assert.Single(sending.Stub.Sent);
        Assert.Equal("j.w.t", sent["X-JWT-Token"]);
        Assert.Equal("team-1", sent["X-Team-ID"]);
        Assert.Null(sent["Authorization"]);
    }

    [Fact]
    public async Task A_call_with_a_body_names_its_type_and_a_create_its_key()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync(Sending.Create())).Dispose();

        SentRequest sent = Assert.Single(sending.Stub.Sent);
        Assert.Equal("application/json", sent["Content-Type"]);
        Assert.Equal(sent["X-Request-ID"], sent["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("http://fleet.test/")]
    [InlineData("http://fleet.test")]
    [InlineData("http://fleet.test/base/path/")]
    [InlineData("http://fleet.test/base/path")]
    public async Task The_path_is_joined_to_the_address_and_its_base_path(string address)
    {
        using Sending sending = new() { Configure = options => options with { Uri = new Uri(address) } };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync(Sending.Get("/v1/tasks/a%2Fb?task_keys=a+b%26c"))).Dispose();

        Assert.Equal(address.TrimEnd('/') + "/v1/tasks/a%2Fb?task_keys=a+b%26c", sending.Stub.Sent[0].Uri.AbsoluteUri);
    }

    [Fact]
    public async Task A_region_gets_the_credentials_and_an_instance_elsewhere_gets_nothing()
    {
        using Sending sending = new()
        {
            Configure = static options => options with { Headers = new Dictionary<string, string> { ["X-Gateway"] = "let-me-in" } },
        };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync(Sending.Get() with { BaseAddress = new Uri("https://us-west-1.fleet.test/") })).Dispose();
        (
            await sending.SendAsync(
                Sending.Get("/health") with
                {
                    Service = FleetService.Instance,
                    BaseAddress = new Uri("http://i1.elsewhere.test/api/v1/env"),
                }
            )
        ).Dispose();
        (
            await sending.SendAsync(
                Sending.Get("/health") with
                {
                    Service = FleetService.Instance,
                    BaseAddress = new Uri(Sending.Base + "/i/i1/api/v1/env/"),
                }
            )
        ).Dispose();

        Assert.Equal("https://us-west-1.fleet.test/v1/account", sending.Stub.Sent[0].Uri.AbsoluteUri);
        Assert.Equal("Bearer " + Sending.Key, sending.Stub.Sent[0]["Authorization"]);
        Assert.Equal("let-me-in", sending.Stub.Sent[0]["X-Gateway"]);
        Assert.Equal("http://i1.elsewhere.test/api/v1/env/health", sending.Stub.Sent[1].Uri.AbsoluteUri);
        Assert.Equal(["User-Agent", "X-Fleet-SDK-Language", "X-Fleet-SDK-Version"], sending.Stub.Sent[1].Headers.Keys.Order());
        Assert.Equal(Sending.Base + "/i/i1/api/v1/env/health", sending.Stub.Sent[2].Uri.AbsoluteUri);
        Assert.Null(sending.Stub.Sent[2]["Authorization"]);
        Assert.Equal("let-me-in", sending.Stub.Sent[2]["X-Gateway"]);
    }

    [Fact]
    public async Task Each_service_has_its_own_address_and_credentials()
    {
        using Sending sending = new()
        {
            Configure = static options =>
                options with
                {
                    ReleasesUri = new Uri("http://releases.test"),
                    ReleasesToken = "release-token",
                    AgentsUri = new Uri("http://agents.test"),
                },
        };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync(Sending.Get("/v1/runs") with { Service = FleetService.Releases })).Dispose();
        (await sending.SendAsync(Sending.Get("/api/agents") with { Service = FleetService.Agents })).Dispose();

        Assert.Equal("http://releases.test/v1/runs", sending.Stub.Sent[0].Uri.AbsoluteUri);
        Assert.Equal("Bearer release-token", sending.Stub.Sent[0]["Authorization"]);
        Assert.Equal("http://agents.test/api/agents", sending.Stub.Sent[1].Uri.AbsoluteUri);
        Assert.Null(sending.Stub.Sent[1]["Authorization"]);
    }

    [Fact]
    public async Task Headers_of_the_callers_own_replace_what_we_say_about_the_program()
    {
        using Sending sending = new() { Configure = static options => options with { Headers = new Dictionary<string, string> { ["User-Agent"] = "mine/1" } } };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();

        Assert.Equal("mine/1", sending.Stub.Sent[0]["User-Agent"]);
    }

    [Fact]
    public void The_user_agent_survives_any_product() =>
        Assert.Matches(@"^Fleet/[\d.]+ \(Pow_r_ _x_ __; \.NET 10[^()]*; [^()]+\)$", ClientIdentity.UserAgent(" Pow\u00e9r\n (x) \\\t"));

    [Theory]
    [InlineData("http://elsewhere.test:9000/agents/", "http://elsewhere.test:9000/agents/api/agents", false)]
    [InlineData("http://fleet.test:8080/other", "http://fleet.test:8080/other/api/agents", true)]
    public async Task The_address_of_the_agents_service_can_be_that_of_one_call(string address, string expected, bool withCredentials)
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}");
        FleetRequest list = new() { Method = HttpMethod.Get, PathAndQuery = "/api/agents", Service = FleetService.Agents };

        (await sending.SendAsync(list, new FleetCallOptions { AgentsUri = new Uri(address) })).Dispose();
        (await sending.SendAsync(list)).Dispose();

        Assert.Equal([expected, Sending.Base + "/api/agents"], sending.Stub.Sent.Select(static sent => sent.Uri.ToString()));
        Assert.Equal([withCredentials, true], sending.Stub.Sent.Select(static sent => sent.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task A_view_adds_headers_and_replaces_those_of_the_client()
    {
        List<FleetLogEntry> log = [];
        using Sending sending = new()
        {
            Configure = static options =>
                options with
                {
                    Headers = new Dictionary<string, string> { ["X-One"] = "client-one", ["X-Two"] = "client-two" },
                },
        };
        sending.Stub.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync(view: new FleetCallOptions
        {
            Headers = new Dictionary<string, string> { ["x-two"] = "view-secret", ["User-Agent"] = "mine" },
            Log = log.Add,
            LogLevel = FleetLogLevel.Debug,
        })).Dispose();
        (await sending.SendAsync()).Dispose();

        SentRequest viewed = sending.Stub.Sent[0], plain = sending.Stub.Sent[1];
        Assert.Equal(("client-one", "view-secret", "mine"), (viewed["X-One"], viewed["x-two"] ?? viewed["X-Two"], viewed["User-Agent"]));
        Assert.Equal(("client-one", "client-two"), (plain["X-One"], plain["X-Two"]));
        Assert.DoesNotContain("view-secret", string.Join('\n', log.Select(static entry => entry.Message)), StringComparison.Ordinal);
    }
}
