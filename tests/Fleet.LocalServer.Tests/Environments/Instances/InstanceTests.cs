using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Instances;

public sealed class InstanceTests
{
    [Theory]
    [InlineData("", "v1.2.0", "base", "v2")]
    [InlineData("\"env_version\":\"\"", "v1.2.0", "base", "v2")]
    [InlineData("\"env_version\":\"1.2.0\"", "v1.2.0", "base", "v2")]
    [InlineData("\"env_version\":\"v1.1.0\"", "v1.1.0", null, null)]
    [InlineData("\"data_key\":\"base\",\"data_version\":\"1\"", "v1.2.0", "base", "v1")]
    [InlineData("\"data_key\":\"empty\"", "v1.2.0", "empty", "v1")]
    public async Task An_instance_gets_the_version_and_the_data_it_asks_for(string asked, string version, string? data, string? dataVersion)
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync(asked);

        JsonNode instance = await server.CallAsync("GET", $"/v1/env/instances/{id}");

        Assert.Equal((version, data, dataVersion), ((string)instance["version"]!, (string?)instance["data_key"], (string?)instance["data_version"]));
    }

    [Fact]
    public async Task A_list_holds_what_its_filters_ask_for()
    {
        await using TestServer server = await TestServer.StartAsync();
        string first = await server.CreateAsync("\"run_id\":\"a\"");
        string second = await server.CreateAsync("\"run_id\":\"a\",\"region\":\"eu-west-2\"");
        string third = await server.CreateAsync("\"run_id\":\"b\"");
        await server.CallAsync("DELETE", $"/v1/env/instances/{third}");

        Assert.Equal(All(first, second), await ListAsync(server, ""));
        Assert.Equal(All(first, second), await ListAsync(server, "?status=running"));
        Assert.Equal(All(third), await ListAsync(server, "?status=stopped"));
        Assert.Equal(All(), await ListAsync(server, "?status=pending"));
        Assert.Equal(All(), await ListAsync(server, "?status=stopped&run_id=a"));
        Assert.Equal(All(second), await ListAsync(server, "?run_id=a&region=eu-west-2"));
        Assert.Equal(All(first, second), await ListAsync(server, "?profile_id=self"));
        Assert.Equal(All(), await ListAsync(server, "?profile_id=somebody-else"));
        Assert.Equal(All(), await ListAsync(server, "?run_id=c"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    [InlineData(131_072)]
    [InlineData(300_000)]
    public async Task A_list_holds_its_instances_whole_whatever_their_size(int size)
    {
        await using TestServer server = await TestServer.StartAsync();
        List<JsonNode> single = [];
        for (int i = 0; i < 5; i++)
        {
            string id = await server.CreateAsync($"\"env_variables\":{{\"TEXT\":\"{new string('x', size + i)}\"}}");
            single.Add(await server.CallAsync("GET", $"/v1/env/instances/{id}"));
        }

        JsonNode list = await server.CallAsync("GET", "/v1/env/instances");

        Assert.Equal(new JsonArray([.. single]).ToJsonString(), list.ToJsonString());
    }

    [Fact]
    public async Task A_full_disk_is_named_and_what_was_acknowledged_stays()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync();
        await server.LimitStateAsync(pages: 4);

        TestAnswer answer;
        int made = 1;
        while ((answer = await server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""")).Status == 200)
        {
            made++;
            Assert.True(made < 1000, "The disk does not fill.");
        }

        Assert.Equal((507, "The disk with the server's data folder is full: make room there"), (answer.Status, (string)answer.Json["detail"]!));
        Assert.Equal("running", (string)(await server.CallAsync("GET", $"/v1/env/instances/{id}"))["status"]!);

        await server.LimitStateAsync(pages: 1000);
        await server.CreateAsync();
        Assert.Equal(made + 1, (await server.CallAsync("GET", "/v1/env/instances")).AsArray().Count);
    }

    [Fact]
    public async Task Closing_again_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync();

        string first = (await server.SendAsync("DELETE", $"/v1/env/instances/{id}")).Body;
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        TestAnswer second = await server.SendAsync("DELETE", $"/v1/env/instances/{id}");

        Assert.Equal((200, first), (second.Status, second.Body));
        Assert.Equal(first, (await server.SendAsync("GET", $"/v1/env/instances/{id}")).Body);
    }

    [Fact]
    public async Task A_group_is_closed_in_one_request()
    {
        await using TestServer server = await TestServer.StartAsync();
        string first = await server.CreateAsync("\"run_id\":\"a\"");
        string second = await server.CreateAsync("\"run_id\":\"a\"");
        string other = await server.CreateAsync("\"run_id\":\"b\"");
        await server.CallAsync("DELETE", $"/v1/env/instances/{second}");

        Assert.Equal(All(first), Ids(await server.CallAsync("DELETE", "/v1/env/instances/batch?run_id=a")));
        Assert.Equal(All(), Ids(await server.CallAsync("DELETE", "/v1/env/instances/batch?run_id=a")));
        Assert.Equal(All(), Ids(await server.CallAsync("DELETE", "/v1/env/instances/batch?profile_id=somebody-else")));
        Assert.Equal(All(other), Ids(await server.CallAsync("DELETE", "/v1/env/instances/batch?profile_id=self")));
        Assert.Equal(All(), await ListAsync(server, ""));
    }

    [Fact]
    public async Task Runs_group_their_instances()
    {
        await using TestServer server = await TestServer.StartAsync();
        string ended = await server.CreateAsync("\"run_id\":\"old\"");
        await server.CallAsync("DELETE", $"/v1/env/instances/{ended}");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        string closed = await server.CreateAsync("\"run_id\":\"new\"");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await server.CreateAsync("\"run_id\":\"new\"");
        await server.CreateAsync();
        await server.CallAsync("DELETE", $"/v1/env/instances/{closed}");

        Assert.Equal(All("new 1/2", "old 0/1"), await RunsAsync(server, ""));
        Assert.Equal(All("new 1/2", "old 0/1"), await RunsAsync(server, "?active=all"));
        Assert.Equal(All("new 1/2"), await RunsAsync(server, "?active=active"));
        Assert.Equal(All("old 0/1"), await RunsAsync(server, "?profile_id=self&active=inactive"));
        Assert.Equal(All(), await RunsAsync(server, "?profile_id=somebody-else&active=all"));
        JsonNode run = (await server.CallAsync("GET", "/v1/env/runs?active=active"))[0]!;
        Assert.Equal(("2026-01-02T03:04:06.000000", "2026-01-02T03:04:07.000000"), ((string)run["first_created_at"]!, (string)run["last_created_at"]!));
    }

    [Fact]
    public async Task The_limit_counts_running_instances_only()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { InstanceLimit = 2 });
        string first = await server.CreateAsync();
        await server.CreateAsync();

        TestAnswer refused = await server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""");
        Assert.Equal(
            (403, """{"detail":{"error_type":"instance_limit_exceeded","message":"Instance limit reached","running_instances":2,"instance_limit":2}}"""),
            (refused.Status, refused.Body));

        await server.CallAsync("DELETE", $"/v1/env/instances/{first}");
        await server.CreateAsync();
        JsonNode account = await server.CallAsync("GET", "/v1/account");
        Assert.Equal((2, 2), ((int)account["instance_limit"]!, (int)account["instance_count"]!));
    }

    [Fact]
    public async Task The_limit_holds_for_many_at_once()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { InstanceLimit = 10 });

        TestAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""")));

        Assert.Equal(10, answers.Count(static answer => answer.Status == 200));
        Assert.Equal(10, (int)(await server.CallAsync("GET", "/v1/account"))["instance_count"]!);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_not_given_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Environments.Instances.Ids.Plan(["aaaaaaaa", "aaaaaaaa", "aaaaaaaa", "bbbbbbbb"]);

        Assert.Equal("aaaaaaaa", await server.CreateAsync());
        Assert.Equal("bbbbbbbb", await server.CreateAsync());
    }

    [Fact]
    public async Task Addresses_are_those_by_which_the_caller_knows_the_server()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync();
        string url = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        JsonNode instance = await server.CallAsync("GET", $"/v1/env/instances/{id}", null, ("Host", new Uri(url).Authority));

        Assert.Equal($"{url}/i/{id}/", (string)instance["urls"]!["root"]!);
    }

    private static async Task<string[]> ListAsync(TestServer server, string query) => Ids(await server.CallAsync("GET", "/v1/env/instances" + query));

    private static string[] Ids(JsonNode list) => [.. list.AsArray().Select(static item => (string)item!["instance_id"]!)];

    private static async Task<string[]> RunsAsync(TestServer server, string query) =>
    [
        .. (await server.CallAsync("GET", "/v1/env/runs" + query)).AsArray()
            .Select(static run => $"{run!["run_id"]} {run["running_count"]}/{run["total_count"]}"),
    ];

    private static string[] All(params string[] items) => items;
}
