using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Verification.Python;
using Fleet.LocalServer.Tests.Support;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Sdk;

/// <summary>
/// Replays every request recorded from the real SDK (release line main and the seed commit) and compares the kinds of values in the answers with
/// those in the recorded answers, which are the SDK's own models.
/// </summary>
public sealed class SdkReplayTests
{
    private const string Instance = "bc8954c2";
    private static readonly JsonNode s_recordings = JsonNode.Parse(File.ReadAllText(Recordings.FleetPython))!;

    /// <summary>Requests that this server refuses, and why.</summary>
    private static readonly Dictionary<string, (int Status, string Reason)> s_notOffered = new(StringComparer.Ordinal)
    {
        ["inst_browser_cdp_url_sync"] = (404, "instances have no browser"),
        ["inst_browser_start_sync"] = (404, "instances have no browser"),
        ["judge_structured_sync"] = (501, "grading needs a command from the user, since the local server calls no models"),
        ["login_refresh_then_account_sync"] = (404, "only the hosted service has logins"),
        ["task_projects_seed_download"] = (404, "seeds are SQL files in the environment's folder; there is nothing to download"),
    };

    /// <summary>Requests from other release lines of the SDK that this server does not support either, and why.</summary>
    private static readonly Dictionary<string, string> s_ofOtherLines = new(StringComparer.Ordinal)
    {
        ["browser_env_sync@v0.2.127"] = "browsers run only in the hosted service's cluster",
        ["browser_ops_sync@v0.2.127"] = "browsers run only in the hosted service's cluster",
        ["browser_delete_gone_async@v0.2.127"] = "browsers run only in the hosted service's cluster",
        ["browser_delete_gone_sync@v0.2.127"] = "browsers run only in the hosted service's cluster",
        ["get_scenario_sync@v0.2.123"] = "scenarios are draft tasks in the hosted service's editor",
        ["list_scenarios_sync@v0.2.123"] = "scenarios are draft tasks in the hosted service's editor",
        ["create_scenario_sync@v0.2.123"] = "scenarios are draft tasks in the hosted service's editor",
    };

    /// <summary>Members with arbitrary content, which is not compared.</summary>
    private static readonly HashSet<string> s_free =
        new(StringComparer.Ordinal) { "versions", "env_variables", "metadata", "result", "rows", "columns", "data", "error" };

    public static TheoryData<string> Entries() => Select(static answer => (int)answer["status"]! == 200);

    public static TheoryData<string> OtherLines() => [.. s_ofOtherLines.Keys];

    public static TheoryData<string> Errors() => Select(static answer => (int)answer["status"]! != 200);

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task A_recorded_request_is_answered_as_the_models_have_it(string id)
    {
        using RecordedEnvironments environments = new();
        bool hasPython = (await PythonInterpreter.FindAsync(null)).Path is not null;
        await using TestServer server = await TestServer.StartAsync(
            options => options with { EnvironmentPaths = [environments.Path], Python = null, TestHooks = true });
        Func<string, string> substitute = await PrepareAsync(server);
        foreach (JsonNode? request in Entry(id)["requests"]!.AsArray())
        {
            TestAnswer answer = await SendAsync(server, request!, substitute);
            JsonNode recorded = request!["answered_by_recorder"]!;
            if ((int)recorded["status"]! != 200)
            {
                continue;
            }

            if (s_notOffered.TryGetValue(id, out (int Status, string Reason) refusal))
            {
                Assert.Equal(refusal.Status, answer.Status);
                return;
            }

            Assert.True(answer.Status == 200, $"{id}: {answer.Status} {answer.Body}");
            if (recorded["body"] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
            {
                continue;
            }

            Assert.SkipUnless(
                hasPython || !request["path"]!.ToString().Contains("verifier", StringComparison.Ordinal),
                "There is no python3 to run the verifier with.");
            if (!request["path"]!.ToString().Contains("/raw/", StringComparison.Ordinal))
            {
                RequireKind(id, recorded["body"], answer.Json);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_recorded_error_can_be_played(string id)
    {
        using RecordedEnvironments environments = new();
        await using TestServer server = await TestServer.StartAsync(options => options with { EnvironmentPaths = [environments.Path], TestHooks = true });
        foreach (JsonNode? request in Entry(id)["requests"]!.AsArray())
        {
            JsonNode recorded = request!["answered_by_recorder"]!;
            int status = (int)recorded["status"]!;
            if (status != 200)
            {
                JsonObject fault = new() { ["path"] = (string)request["path"]!, ["method"] = (string)request["method"]!, ["count"] = 1, ["status"] = status };
                string body = TestJson.Compact(recorded["body"]!);
                bool hasDetail = recorded["body"] is JsonObject members && members["detail"] is not null;
                fault[hasDetail ? "detail" : "garbage"] = hasDetail ? recorded["body"]!["detail"]!.DeepClone() : body;
                await server.CallAsync("POST", "/_fleet/faults", fault.ToJsonString());

                TestAnswer answer = await SendAsync(server, request, static text => text);

                Assert.Equal((status, body), (answer.Status, answer.Body));
            }
        }
    }

    [Theory]
    [MemberData(nameof(OtherLines))]
    public async Task What_is_not_offered_is_not_found_and_nothing_worse(string id)
    {
        await using TestServer server = await TestServer.StartAsync();
        JsonNode[] requests = [.. Entry(id)["requests"]!.AsArray().Where(IsOfOtherLine).Select(static request => request!)];
        Assert.NotEmpty(requests);
        foreach (JsonNode request in requests)
        {
            TestAnswer answer = await SendAsync(server, request, static text => text);

            Assert.Equal((404, """{"detail":"Not Found"}"""), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public void All_that_other_lines_alone_ask_for_is_in_the_table() => Assert.Equal(
        s_ofOtherLines.Keys.Order(StringComparer.Ordinal),
        s_recordings["entries"]!.AsArray()
            .Where(static entry => entry!["requests"]!.AsArray().Any(IsOfOtherLine))
            .Select(static entry => (string)entry!["id"]!)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_of_what_is_not_offered_is_about_entries_that_are_there() =>
        Assert.All(s_notOffered.Keys, static id => Assert.NotNull(Entry(id)));

    private static bool IsOfOtherLine(JsonNode? request) =>
        ((string)request!["path"]!).Split('/') is ["", "v1", "browser" or "scenarios", ..];

    private static TheoryData<string> Select(Func<JsonNode, bool> wanted)
    {
        TheoryData<string> ids = [];
        foreach (JsonNode? entry in s_recordings["entries"]!.AsArray())
        {
            if ((string)entry!["line"]! is "main" or "seed-53609ae" && entry["requests"]!.AsArray().Any(request => wanted(request!["answered_by_recorder"]!)))
            {
                ids.Add((string)entry["id"]!);
            }
        }

        return ids;
    }

    private static JsonNode Entry(string id) => s_recordings["entries"]!.AsArray().Single(entry => (string)entry!["id"]! == id)!;

    /// <summary>Creates what the requests refer to, under the recorded ids where the server allows that.</summary>
    /// <returns>A function that replaces the other recorded ids with the actual ones.</returns>
    private static async Task<Func<string, string>> PrepareAsync(TestServer server)
    {
        foreach (string id in (string[])[Instance, "off1", "u1"])
        {
            server.Environments.Instances.Ids.Plan([id]);
            await server.CallAsync(
                "POST",
                "/v1/env/instances",
                $$"""{"env_key":"hubspot","run_id":"run-123"{{(id == Instance ? ",\"heartbeat_interval\":30" : "")}}}""");
        }

        string job = (string)(await server.CallAsync("POST", "/v1/traces/jobs", """{"name":"j"}"""))["job_id"]!;
        string session = (string)(await server.CallAsync("POST", "/v1/sessions/ingest", """{"messages":[{"role":"user","content":"hi"}]}"""))["session_id"]!;
        (string sha256, string bundle) = VerifierBundle.Make("def validate_task(env, final_answer=None):\n    return 1.0\n");
        await server.SendAsync(
            "POST",
            "/v1/verifiers/execute",
            $$"""{"key":"task_abcdef","sha256":"{{sha256}}","bundle":"{{bundle}}","args_array":[{"env":"{{Instance}}"}]}""");
        return text => text
            .Replace("job_1", job, StringComparison.Ordinal)
            .Replace("/sessions/s1/", $"/sessions/{session}/", StringComparison.Ordinal)
            .Replace("\"session_id\":\"s1\"", $"\"session_id\":\"{session}\"", StringComparison.Ordinal)
            .Replace("5e55104e-0000-4000-8000-000000000003", session, StringComparison.Ordinal)
            .Replace("<sha256 hex of the zip>", sha256, StringComparison.Ordinal)
            .Replace("<base64 zip>", bundle, StringComparison.Ordinal)
            .Replace("<local ISO time, no zone, microseconds>", "2025-01-01T00:00:00.000001", StringComparison.Ordinal)
            .Replace(
                "<the function rewritten to (before, after, transcript) form, see the reference>",
                "def v(before, after, transcript=None):\\n    return 1",
                StringComparison.Ordinal);
    }

    private static Task<TestAnswer> SendAsync(TestServer server, JsonNode request, Func<string, string> substitute)
    {
        string query = substitute((string?)request["query_raw"] ?? "");
        string? body = request["body"] is { } sent ? substitute(TestJson.Compact(sent)) : null;
        string target = substitute((string)request["path"]!)
            + (query.Length > 0 ? "?" + (query.StartsWith("sha256=<", StringComparison.Ordinal) ? WebUtility.UrlEncode(query) : query) : "");
        return server.SendAsync((string)request["method"]!, target, body, ("X-Fleet-SDK-Language", "Python"), ("X-Request-ID", Guid.NewGuid().ToString()));
    }

    /// <summary>Requires every recorded member that is not null to be present, with a value of the same kind.</summary>
    private static void RequireKind(string place, JsonNode? recorded, JsonNode? actual)
    {
        if (recorded is null || actual is null)
        {
            return;
        }

        Assert.True(Kind(recorded) == Kind(actual), $"{place}: {recorded.ToJsonString()} was recorded, {actual.ToJsonString()} is answered");
        switch (recorded)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members.Where(static member => member.Value is not null))
                {
                    Assert.True(actual.AsObject().ContainsKey(name), $"{place}.{name} is missing");
                    if (name == "success")
                    {
                        // The upload status of a bundle may differ from the recording.
                        Assert.True(
                            place.Contains("verif", StringComparison.Ordinal) || (bool)value! == (bool)actual[name]!,
                            $"{place}: {actual.ToJsonString()}");
                    }
                    else if (!s_free.Contains(name))
                    {
                        RequireKind($"{place}.{name}", value, actual[name]);
                    }
                }

                break;
            case JsonArray { Count: > 0 } items when actual.AsArray().Count > 0:
                RequireKind($"{place}[0]", items[0], actual[0]);
                break;
            default:
                break;
        }
    }

    private static string Kind(JsonNode node) => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "boolean" : node.GetValueKind().ToString();
}
