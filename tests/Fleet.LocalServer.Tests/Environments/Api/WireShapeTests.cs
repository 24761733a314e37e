using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Api;

/// <summary>Responses have the fields, nulls and order of the reference, sections 3 and 12.</summary>
public sealed class WireShapeTests
{
    private const string Team = "f1ee7000-0000-4000-8000-000000000001";
    private const string Profile = "f1ee7000-0000-4000-8000-000000000002";
    private static readonly ManualTimeProvider s_clock = new(new DateTimeOffset(2025, 10, 24, 9, 48, 47, 152, 387, TimeSpan.Zero));

    [Fact]
    public async Task An_instance()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);

        JsonNode made = await server.CallAsync(
            "POST",
            "/v1/env/instances",
            """{"env_key":"shop","env_version":"v1.2.0","data_key":"base","data_version":"v2","run_id":"run-123","env_variables":"""
                + """{"LOCALE":"en"},"created_from":"sdk","ttl_seconds":7200}""");

        string id = (string)made["instance_id"]!;
        Assert.Matches("^[0-9a-f]{8}$", id);
        Assert.Equal(Instance(server.Url, id, "\"run-123\"", "{\"LOCALE\":\"en\"}", "null", "null"), made.ToJsonString());
        Assert.Equal(made.ToJsonString(), (await server.CallAsync("GET", $"/v1/env/instances/{id}")).ToJsonString());
        Assert.Equal($"[{made.ToJsonString()}]", (await server.CallAsync("GET", "/v1/env/instances?run_id=run-123")).ToJsonString());
    }

    [Fact]
    public async Task An_instance_with_heartbeats()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);

        JsonNode made = await server.CallAsync("POST", "/v1/env/instances",
            """{"env_key":"shop","created_from":"sdk","ttl_seconds":10800,"heartbeat_interval":30}""");

        string id = (string)made["instance_id"]!;
        Assert.Equal(Instance(server.Url, id, "null", "null", "30", "\"us-west-1\""), made.ToJsonString());
    }

    [Fact]
    public async Task A_closed_instance()
    {
        await using TestServer server = await TestServer.StartAsync(clock: new ManualTimeProvider(new DateTimeOffset(2025, 10, 24, 10, 0, 0, TimeSpan.Zero)));
        string id = await server.CreateAsync();
        string before = (await server.CallAsync("GET", $"/v1/env/instances/{id}")).ToJsonString();

        JsonNode closed = await server.CallAsync("DELETE", $"/v1/env/instances/{id}");

        string expected = before
            .Replace("\"status\":\"running\"", "\"status\":\"stopped\"", StringComparison.Ordinal)
            .Replace("\"terminated_at\":null", "\"terminated_at\":\"2025-10-24T10:00:00.000000\"", StringComparison.Ordinal)
            .Replace("\"health\":true", "\"health\":false", StringComparison.Ordinal)[..^1] + ",\"termination_reason\":\"closed by the caller\"}";
        Assert.Equal(expected, closed.ToJsonString());
    }

    [Fact]
    public async Task A_heartbeat()
    {
        await using TestServer server = await TestServer.StartAsync(clock: new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1761299400)));
        string watched = await server.CreateAsync("\"heartbeat_interval\":30");
        string free = await server.CreateAsync();

        Assert.Equal(
            $$"""{"success":true,"instance_id":"{{watched}}","last_heartbeat":"2025-10-24T09:50:00+00:00","deadline_timestamp":1761299430"""
                + $$""","interval_seconds":30}""",
            (await server.SendAsync("POST", $"/v1/env/instances/{watched}/heartbeat", "{}")).Body);
        Assert.Equal(
            $$"""{"success":true,"instance_id":"{{free}}","last_heartbeat":null,"deadline_timestamp":null,"interval_seconds":null}""",
            (await server.SendAsync("POST", $"/v1/env/instances/{free}/heartbeat", """{"region":"us-west-1"}""")).Body);
    }

    [Fact]
    public async Task The_account_environments_regions_and_runs()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);
        await server.CreateAsync("\"run_id\":\"run-123\"");

        Assert.Equal(
            $$"""{"team_id":"{{Team}}","team_name":"Local team","instance_limit":32000,"instance_count":1"""
                + $$""","profile_id":"{{Profile}}","profile_name":"Local user"}""",
            (await server.SendAsync("GET", "/v1/account")).Body);
        Assert.Equal(
            """[{"env_key":"shop","name":"Shop","description":null,"default_version":"v1.2.0","versions":{"v1.1.0":"v1.1.0","v1.2.0":"v1.2.0"}}]""",
            (await server.SendAsync("GET", "/v1/env/")).Body);
        Assert.Equal(
            """{"env_key":"shop","name":"Shop","description":null,"default_version":"v1.2.0","versions":{"v1.1.0":"v1.1.0","v1.2.0":"v1.2.0"}}""",
            (await server.SendAsync("GET", "/v1/env/shop")).Body);
        Assert.Equal("""["us-west-1","us-east-1","eu-west-2","staging"]""", (await server.SendAsync("GET", "/v1/regions")).Body);
        Assert.Equal(
            $$"""[{"run_id":"run-123","running_count":1,"total_count":1"""
                + $$""","first_created_at":"2025-10-24T09:48:47.152387","last_created_at":"2025-10-24T09:48:47.152387","profile_id":"{{Profile}}"}]""",
            (await server.SendAsync("GET", "/v1/env/runs?active=active")).Body);
    }

    [Fact]
    public async Task A_task_and_a_list_of_tasks()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);

        TestAnswer list = await server.SendAsync("GET", "/v1/tasks?task_keys=shop_rename");

        string task = Task(
            """{"avg_steps":12,"checks":[{"name":"renamed","sql":"SELECT name FROM customers WHERE id = 1","expected":"Ida","weight":1"""
            + ""","message":"expected {expected}, got {actual}"}]}""");
        Assert.Equal($$"""{"tasks":[{{task}}],"total":1}""", list.Body);
        Assert.Equal(task, (await server.SendAsync("GET", "/v1/tasks/shop_rename?version_id=1")).Body);
        Assert.Equal("""{"tasks":[],"total":0}""", (await server.SendAsync("GET", "/v1/tasks?project_key=nobody")).Body);
    }

    [Fact]
    public async Task A_task_without_a_verifier()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);

        Assert.Equal(
            $$"""{"key":"shop_question","prompt":"How many customers are """
                + $$"""there?","team_id":"{{Team}}","environment_id":"shop","created_at":"2025-10-02T12:00:00+00:00","verifier_id":null"""
                + $$""","verifier_func":null,"version":"v1.2.0","data_id":"base","data_version":null,"env_variables":null,"verifier":null"""
                + $$""","metadata":null,"output_json_schema":null}""",
            (await server.SendAsync("GET", "/v1/tasks/shop_question")).Body);
    }

    [Fact]
    public async Task What_an_instance_manager_answers()
    {
        await using TestServer server = await TestServer.StartAsync(clock: s_clock);
        string id = await server.CreateAsync();
        string manager = $"/i/{id}/api/v1/env";

        Assert.Equal(
            """[{"name":"seed","type":"sqlite","mode":"ro","label":null},{"name":"current","type":"sqlite","mode":"rw","label":null}]""",
            (await server.SendAsync("GET", manager + "/resources")).Body);
        Assert.Equal(
            """{"success":true,"columns":["id","name"],"rows":[[1,"Ada"]],"rows_affected":null,"last_insert_id":null,"error":null,"message":"ok"}""",
            (await server.SendAsync("POST", manager + "/resources/sqlite/seed/query",
                """{"query":"SELECT id, name FROM customers WHERE id = ?","args":[1],"read_only":true}""")).Body);
        Assert.Equal("""{"success":true,"message":"reset"}""", (await server.SendAsync("POST", manager + "/reset", """{"timestamp":null,"seed":42}""")).Body);
        Assert.Equal(
            """{"status":"healthy","timestamp":"2025-10-24T09:48:47.152387+00:00","service":"shop"}""",
            (await server.SendAsync("GET", manager + "/health")).Body);
        JsonNode described = await server.CallAsync("GET", manager + "/resources/sqlite/current/describe");
        Assert.Equal(["success", "resource_name", "tables", "error", "message"], described.AsObject().Select(static member => member.Key));
        JsonNode lines = described["tables"]!.AsArray().Single(static table => (string)table!["name"]! == "lines")!;
        Assert.Equal(
            """[{"name":"order_id","type":"INTEGER","notnull":true,"default_value":null,"pk":1,"primary_key":true},"""
                + """{"name":"line","type":"INTEGER","notnull":true,"default_value":null,"pk":2,"primary_key":true},"""
                + """{"name":"item","type":"TEXT","notnull":false,"default_value":null,"pk":0,"primary_key":false}]""",
            lines["columns"]!.ToJsonString());
    }

    private static string Instance(string url, string id, string run, string variables, string interval, string heartbeatRegion) =>
        $$$"""
        {"instance_id":"{{{id}}}","env_key":"shop","version":"v1.2.0","status":"running","subdomain":"{{{id}}}",
        "created_at":"2025-10-24T09:48:47.152387","updated_at":"2025-10-24T09:48:47.152387","terminated_at":null,
        "team_id":"{{{Team}}}","region":"us-west-1","env_variables":{{{variables}}},
        "data_key":"base","data_version":"v2","urls":{"root":"{{{url}}}/i/{{{id}}}/","app":["{{{url}}}/i/{{{id}}}/"],
        "api":"{{{url}}}/i/{{{id}}}/raw","health":"{{{url}}}/i/{{{id}}}/health","api_docs":"{{{url}}}/i/{{{id}}}/docs",
        "manager":{"api":"{{{url}}}/i/{{{id}}}/api/v1/env","docs":"{{{url}}}/i/{{{id}}}/api/v1/env/docs",
        "reset":"{{{url}}}/i/{{{id}}}/api/v1/env/reset","diff":"{{{url}}}/i/{{{id}}}/api/v1/env/diff",
        "snapshot":"{{{url}}}/i/{{{id}}}/api/v1/env/snapshot",
        "execute_verifier_function":"{{{url}}}/i/{{{id}}}/api/v1/env/execute_verifier_function",
        "execute_verifier_function_with_upload":"{{{url}}}/i/{{{id}}}/api/v1/env/execute_verifier_function_with_upload"}},
        "health":true,"run_id":{{{run}}},"profile_id":"{{{Profile}}}",
        "heartbeat_interval":{{{interval}}},"heartbeat_region":{{{heartbeatRegion}}}}
        """.Replace("\n", "", StringComparison.Ordinal);

    private static string Task(string metadata) =>
        $$$"""
        {"key":"shop_rename","prompt":"Rename Ada to Ida.","team_id":"{{{Team}}}",
        "environment_id":"shop","created_at":"2025-10-01T12:00:00+00:00","verifier_id":"9d0f0c3e-0000-4000-8000-000000000001",
        "verifier_func":null,"version":"v1.2.0","data_id":"base","data_version":"v2","env_variables":{"LOCALE":"en"},
        "verifier":{"verifier_id":"9d0f0c3e-0000-4000-8000-000000000001","key":"shop_rename","version":1,
        "sha256":"7db458741bb4ce179e4e1b4b4e52a1800426a865b1e7cbe459ec969c5f9349a3",
        "code":"def verify_rename(env, final_answer=None):\n    return 1.0\n","comment":null,"created_at":"2025-10-01T12:00:00+00:00"},
        "metadata":{{{metadata}}},"output_json_schema":null}
        """.Replace("\n", "", StringComparison.Ordinal);
}
