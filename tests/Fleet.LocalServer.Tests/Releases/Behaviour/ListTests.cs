using System.Text.Json;
using Fleet.LocalServer.Tests.Releases.Scale;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>Undocumented behaviour of the original's lists: the order of equal times, and the parsing of queries.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private ReleasesServer _server = null!;
    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        // Every promotion here is the first for its agent and environment, so nothing can block it.
        _server = await ReleasesServer.StartAsync("promotion_requires_approval: true\n");
        _first = await Evidence.RegisterAsync(_server, "v1");
        _second = await Evidence.RegisterAsync(_server, "v1", "other");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_came_at_one_instant_stands_in_the_order_in_which_it_came()
    {
        string older = await RequestAsync(_first, "a");
        string newer = await RequestAsync(_second, "b");
        await ConfirmAsync(older);
        await ConfirmAsync(newer);
        _server.Clock.Now += TimeSpan.FromSeconds(1);
        string last = await RequestAsync(_first, "c");
        await ConfirmAsync(last);

        Assert.Equal([_first, _second], await ListAsync("/v1/releases", "releases", "release_id"));
        Assert.Equal([last, older, newer], await ListAsync("/v1/promotion-requests", "requests", "request_id"));
        Assert.Equal([last, older], await ListAsync("/v1/promotion-requests?limit=2", "requests", "request_id"));
        Assert.Equal(["3", "1", "2"], await ListAsync("/v1/actions", "actions", "audit_seq"));
        Assert.Equal(["3", "1"], await ListAsync("/v1/actions?limit=2", "actions", "audit_seq"));
    }

    [Theory]
    [InlineData("Limit=1", 2)]
    [InlineData("limit=1&LIMIT=2", 1)]
    [InlineData("limit=1&limit=2", 2)]
    [InlineData("env=%70rod", 2)]
    [InlineData("env=pr%6f%64", 2)]
    [InlineData("env=prod%", 0)]
    [InlineData("env=prod&&", 2)]
    [InlineData("Env=dev", 2)]
    [InlineData("env", 2)]
    [InlineData("&env=dev", 0)]
    public async Task A_query_is_read_as_the_original_reads_it(string query, int found)
    {
        await ConfirmAsync(await RequestAsync(_first, "prod"));
        await ConfirmAsync(await RequestAsync(_second, "prod"));

        Assert.Equal(found, (await ListAsync($"/v1/actions?{query}", "actions", "action_id")).Count);
    }

    [Theory]
    [InlineData("%zz", "%zz")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("a+b%2Bc", "a b+c")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("%C3x", "\ufffdx")]
    [InlineData("%F0%9F%9A%80%E2%82", "\U0001F680\ufffd")]
    [InlineData("%ED%A0%80", "\ufffd\ufffd\ufffd")]
    [InlineData("a=b", "a=b")]
    public async Task Escapes_are_read_as_the_original_reads_them(string sent, string read)
    {
        JsonElement page = (await _server.GetAsync($"/v1/runs?release_id={_first}&window=7d&tenant_id={sent}")).Ok().Json;

        Assert.Equal(read, page.GetProperty("filters").GetProperty("tenant_id").GetString());
    }

    private async Task<string> RequestAsync(string release, string environment) => (await _server.PostAsync("/v1/promote/request", JsonSerializer.Serialize(new
    {
        release_id = release, environment, window = "7d", reason = "why",
    }))).Ok()["request_id"];

    private async Task ConfirmAsync(string request) =>
        (await _server.PostAsync("/v1/promote/confirm", JsonSerializer.Serialize(new { request_id = request, approval_reason = "ok" }))).Ok();

    private async Task<List<string>> ListAsync(string path, string list, string member) =>
        [.. (await _server.GetAsync(path)).Ok().Json.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(member).ToString())];
}
