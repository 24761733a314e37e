using System.Text.Json;
using Fleet.LocalServer.Tests.Releases.Scale;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>Gating releases, where the service improves on the original.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private ReleasesServer _server = null!;
    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ReleasesServer.StartAsync("promotion_requires_approval: true\n");
        (_first, _second) = await Evidence.PrepareAsync(_server);
        await SetPolicyAsync("""{"require_high_diff_confidence":false}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Of_many_confirmations_at_once_one_counts()
    {
        for (int round = 0; round < 5; round++)
        {
            string request = await RequestAsync(round % 2 == 0 ? _first : _second);

            ReleasesAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ConfirmAsync(request, $"bob{n}")));

            Assert.Equal(1, answers.Count(static answer => answer.Status == 200));
            Assert.All(
                answers.Where(static answer => answer.Status != 200),
                static answer => Assert.Equal("Unknown promotion request_id or request is not pending.", answer.Detail));
        }

        Assert.Equal(5, (await ActionsAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Nobody_confirms_what_they_asked_for_when_the_workspace_says_so()
    {
        string before = await RequestAsync(_first);
        await SetAsync("""{"promotion_requires_second_person":true}""");

        ReleasesAnswer self = await ConfirmAsync(before, " ALICE ");
        ReleasesAnswer nobody = await ConfirmAsync(before, "");
        ReleasesAnswer anonymous = await RequestAsync(_first, actor: " ", expected: 400);

        Assert.Equal("promotion_requires_second_person is true: ' ALICE ' asked for this promotion and cannot confirm it.", self.Detail);
        Assert.Equal("promotion_requires_second_person is true: actor must name who confirms.", nobody.Detail);
        Assert.Equal("promotion_requires_second_person is true: actor must name who asks.", anonymous.Detail);
        Assert.Equal(0, (await ActionsAsync()).GetArrayLength());
        (await ConfirmAsync(before, "bob")).Ok();
    }

    [Fact]
    public async Task A_request_expires_when_the_workspace_says_so()
    {
        await SetAsync("""{"promotion_request_ttl":"2h"}""");
        string request = await RequestAsync(_first);
        await SetAsync("""{"promotion_request_ttl":null}""");

        _server.Clock.Now = _server.Clock.Now.AddHours(2);

        Assert.Equal(400, (await ConfirmAsync(request, "bob")).Status);
        Assert.Empty((await RequestsAsync("pending")).EnumerateArray());
        JsonElement expired = Assert.Single((await RequestsAsync("expired")).EnumerateArray());
        Assert.Equal("2026-11-22T04:00:00+00:00", expired.GetProperty("resolved_at").GetString());
        Assert.Equal("expired", expired.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_request_can_be_denied_once_and_then_not_be_confirmed()
    {
        string request = await RequestAsync(_first);

        ReleasesAnswer denied = await _server.PostAsync(
            "/v1/promote/deny", JsonSerializer.Serialize(new { request_id = request, reason = "not now", actor = "bob" }));
        ReleasesAnswer again = await _server.PostAsync(
            "/v1/promote/deny", JsonSerializer.Serialize(new { request_id = request, reason = "no", actor = "bob" }));

        Assert.Equal(("denied", "bob", "not now"), (denied.Ok()["status"], denied["denied_by"], denied["denial_reason"]));
        Assert.Equal(400, again.Status);
        Assert.Equal(400, (await ConfirmAsync(request, "carol")).Status);
        Assert.Single((await RequestsAsync("denied")).EnumerateArray());
    }

    [Fact]
    public async Task A_rollback_can_override_the_policy_and_the_ledger_says_so()
    {
        (await ConfirmAsync(await RequestAsync(_first), "bob")).Ok();
        (await ConfirmAsync(await RequestAsync(_second), "bob")).Ok();
        await SetPolicyAsync("{}");

        ReleasesAnswer refused = await RollbackAsync(_first, "7d", false);
        _server.Clock.Now += TimeSpan.FromSeconds(1);
        ReleasesAnswer forced = await RollbackAsync(_first, "7d", true);

        Assert.Equal(409, refused.Status);
        Assert.Equal("True", forced.Ok()["promoted_pointer_changed"]);
        Assert.Equal("True", forced["override"]);
        Assert.False(forced.Json.GetProperty("policy").GetProperty("passed").GetBoolean());
        Assert.Equal(_first, (await _server.GetAsync("/v1/promoted")).Json.GetProperty("promoted")[0].GetProperty("release_id").GetString());
        JsonElement listed = (await ActionsAsync())[0];
        Assert.True(listed.GetProperty("override").GetBoolean());
        Assert.False(listed.GetProperty("policy_passed").GetBoolean());
        Assert.NotEmpty(listed.GetProperty("policy_reasons").EnumerateArray());
    }

    [Fact]
    public async Task An_override_works_when_the_policy_cannot_even_be_asked()
    {
        string unpriced = await Evidence.RegisterAsync(_server, "never");
        (await ConfirmAsync(await RequestAsync(_first), "bob")).Ok();

        ReleasesAnswer refused = await RollbackAsync(unpriced, "7d", false);
        ReleasesAnswer forced = await RollbackAsync(unpriced, "7d", true);

        Assert.Equal(400, refused.Status);
        Assert.Equal(
            "policy not evaluated: Missing pricing table for rollback target p/never. Run `flightdeck pricing import ...`.",
            forced.Ok().Json.GetProperty("policy").GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task An_override_is_refused_when_the_workspace_says_so_and_never_invents_a_pointer()
    {
        Assert.Equal("No promoted release exists for this agent/environment; nothing to roll back to.", (await RollbackAsync(_first, "7d", true)).Detail);
        (await ConfirmAsync(await RequestAsync(_first), "bob")).Ok();
        await SetAsync("""{"rollback_override_allowed":false}""");

        Assert.Equal(
            "rollback_override_allowed is false in this workspace: a rollback cannot override the policy.",
            (await RollbackAsync(_first, "7d", true)).Detail);
    }

    [Fact]
    public async Task A_repeated_promotion_with_one_key_is_one_action_even_after_a_restart()
    {
        await SetAsync("""{"promotion_requires_approval":false}""");
        string body = JsonSerializer.Serialize(new { release_id = _first, environment = "production", window = "7d", reason = "r" });
        ReleasesAnswer first = (await _server.PostAsync("/v1/promote", body, ("Idempotency-Key", "one"))).Ok();
        await _server.StopAsync();

        await using ReleasesServer second = await ReleasesServer.StartAsync("promotion_requires_approval: true\n", folder: _server.Folder);
        ReleasesAnswer again = await second.PostAsync("/v1/promote", body, ("Idempotency-Key", "one"));

        Assert.Equal(first.Body, again.Ok().Body);
        Assert.Equal(1, (await second.GetAsync("/v1/actions")).Json.GetProperty("actions").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"promotion_requires_aproval":true}""", "Unknown workspace setting: promotion_requires_aproval.")]
    [InlineData("""{"pricing_catalog_path":"/etc/passwd"}""", "Unknown workspace setting: pricing_catalog_path.")]
    [InlineData("""{"promotion_request_ttl":"soon"}""", "1 validation error for WorkspaceConfig\npromotion_request_ttl\n  Invalid window: soon")]
    [InlineData("""{"diff":{"min_low_runs":-1}}""", "1 validation error for WorkspaceConfig\ndiff.min_low_runs\n")]
    [InlineData("""{"pricing_catalog":{"tariffs":{}}}""", "1 validation error for PricingCatalog\ncatalog_version\n")]
    public async Task Settings_that_make_no_sense_are_refused_whole(string settings, string start)
    {
        ReleasesAnswer answer = await _server.PutAsync("/v1/workspace/settings", $"{{\"settings\":{settings}}}");

        Assert.Equal(400, answer.Status);
        Assert.StartsWith(start, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_can_be_set_and_taken_away()
    {
        string catalog = """{"catalog_version":"c","mappings":[{"provider":"p","pricing_version":"v1","model":"m-small","catalog_slot_id":"s"},"""
            + """{"provider":"p","pricing_version":"v2","model":"m-small","catalog_slot_id":"s"}],"tariffs":{"s":{"input_usd_per_1k_tokens":"""
            + """1,"output_usd_per_1k_tokens":1}}}""";
        string diff = JsonSerializer.Serialize(new { baseline_release_id = _first, candidate_release_id = _second, window = "7d" });

        await SetAsync($"{{\"pricing_catalog\":{catalog}}}");
        JsonElement with = (await _server.PostAsync("/v1/diff", diff)).Ok().Json.GetProperty("pricing").GetProperty("catalog");
        string configured = (await _server.GetAsync("/v1/workspace"))["pricing_catalog_configured"];
        await SetAsync("""{"pricing_catalog":null}""");
        JsonElement without = (await _server.PostAsync("/v1/diff", diff)).Ok().Json.GetProperty("pricing").GetProperty("catalog");

        Assert.Equal(("c", "s", "True"), (with.GetProperty("catalog_version").GetString(), with.GetProperty("baseline_slot_id").GetString(), configured));
        Assert.False(without.GetProperty("enabled").GetBoolean());
    }

    private async Task<string> RequestAsync(string release) => (await RequestAsync(release, "alice", 200))["request_id"];

    private async Task<ReleasesAnswer> RequestAsync(string release, string actor, int expected)
    {
        ReleasesAnswer answer = await _server.PostAsync(
            "/v1/promote/request", JsonSerializer.Serialize(new { release_id = release, environment = "production", window = "7d", reason = "r", actor }));
        Assert.Equal(expected, answer.Status);
        return answer;
    }

    private Task<ReleasesAnswer> ConfirmAsync(string request, string actor) =>
        _server.PostAsync("/v1/promote/confirm", JsonSerializer.Serialize(new { request_id = request, approval_reason = "ok", actor }));

    private Task<ReleasesAnswer> RollbackAsync(string release, string window, bool force) => _server.PostAsync(
        "/v1/rollback",
        JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["release_id"] = release,
            ["environment"] = "production",
            ["window"] = window,
            ["reason"] = "fire",
            ["override"] = force,
        }));

    private async Task SetAsync(string settings) => (await _server.PutAsync("/v1/workspace/settings", $"{{\"settings\":{settings}}}")).Ok();

    private async Task SetPolicyAsync(string policy) => (await _server.PutAsync("/v1/policy", $"{{\"policy\":{policy}}}")).Ok();

    private async Task<JsonElement> ActionsAsync() => (await _server.GetAsync("/v1/actions")).Ok().Json.GetProperty("actions");

    private async Task<JsonElement> RequestsAsync(string status) =>
        (await _server.GetAsync($"/v1/promotion-requests?status={status}")).Ok().Json.GetProperty("requests");
}
