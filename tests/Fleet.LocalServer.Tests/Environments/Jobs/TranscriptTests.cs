using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Jobs;

/// <summary>Tests sessions, transcripts and traces against section 2.6 of the reference.</summary>
public sealed class TranscriptTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Ingest = "/v1/sessions/ingest";
    private const string Log = "/v1/traces/logs";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Messages_make_a_session_and_more_are_appended()
    {
        TestAnswer made = await _server.SendAsync(
            "POST",
            Ingest,
            """{"messages":[{"role":"system","content":"[session created]"}],"model":"anthropic/claude-sonnet-4","status":"running"}""");
        string id = (string)made.Json["session_id"]!;
        Assert.Equal((200, $$"""{"success":true,"session_id":"{{id}}","message_count":1,"created_new_session":true}"""), (made.Status, made.Body));

        TestAnswer more = await _server.SendAsync(
            "POST",
            Ingest,
            $$$"""{"messages":[{"role":"user","content":{"a":[1,null]}},{"role":"assistant","content":"hä","thinking":"hm","tool_calls":[{"id":"c"}]"""
                + $$$""","tokens":7},{"role":"tool","tool_call_id":"c"}],"session_id":"{{{id}}}"}""");

        Assert.Equal($$"""{"success":true,"session_id":"{{id}}","message_count":4,"created_new_session":false}""", more.Body);
        Assert.Equal(
            """
            {"task":null,"instance":null,"verifier_execution":null,"transcript":[
            {"role":"system","content":"[session created]","tool_calls":null,"tool_call_id":null},
            {"role":"user","content":{"a":[1,null]},"tool_calls":null,"tool_call_id":null},
            {"role":"assistant","content":"hä","tool_calls":[{"id":"c"}],"tool_call_id":null,"thinking":"hm","tokens":7},
            {"role":"tool","content":null,"tool_calls":null,"tool_call_id":"c"}]}
            """.ReplaceLineEndings(""),
            (await _server.SendAsync("GET", $"/v1/sessions/{id}/transcript")).Body);
    }

    [Fact]
    public async Task Sessions_of_a_job_are_grouped_by_task_and_counted()
    {
        string job = (string)(await _server.CallAsync("POST", "/v1/traces/jobs", """{"name":"j"}"""))["job_id"]!;
        string instance = await _server.CreateAsync("\"run_id\":\"r\"");
        string passed = await VerifyAsync(instance, "Ida");
        string failed = await VerifyAsync(instance, "Ada");
        string start = $$"""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}],"job_id":"{{job}}", """
            + $$""" "task_key":"shop_rename","instance_id":"{{instance}}","model":"m","started_at":"2025-01-01T00:00:00", """
            + """ "ended_at":"2025-01-01T00:01:00","status":"completed" """;
        await _server.CallAsync("POST", Ingest, $$"""{{start}},"verifier_execution_id":"{{passed}}"}""");
        await _server.CallAsync("POST", Ingest, $$"""{{start}},"verifier_execution_id":"{{failed}}"}""");
        await _server.CallAsync("POST", Ingest, $$"""{"messages":[{"role":"user"}],"job_id":"{{job}}","task_key":"foreign","verifier_execution_id":"x1"}""");

        JsonNode answer = await _server.CallAsync("GET", $"/v1/sessions/job/{job}");

        Assert.Equal(["job_id", "total_sessions", "tasks"], Members(answer));
        Assert.Equal((job, 3, 2), ((string)answer["job_id"]!, (int)answer["total_sessions"]!, answer["tasks"]!.AsArray().Count));
        JsonNode group = answer["tasks"]![0]!;
        Assert.Equal(["task_id", "task", "total_sessions", "passed_sessions", "pass_rate", "average_score", "sessions"], Members(group));
        Assert.Equal(
            ["key", "prompt", "env_id", "env_variables", "created_at", "version", "verifier_func", "verifier_id", "metadata"],
            Members(group["task"]!));
        Assert.Equal(
            (2, 1, 0.5, 0.5),
            ((int)group["total_sessions"]!, (int)group["passed_sessions"]!, (double)group["pass_rate"]!, (double)group["average_score"]!));
        JsonNode session = group["sessions"]![0]!;
        Assert.Equal(
            ["session_id", "instance", "model", "status", "created_at", "started_at", "ended_at", "step_count", "verifier_execution"],
            Members(session));
        Assert.Equal(
            ("m", "completed", "2025-01-01T00:00:00", "2025-01-01T00:01:00", 1),
            ((string)session["model"]!, (string)session["status"]!, (string)session["started_at"]!, (string)session["ended_at"]!, (int)session["step_count"]!));
        Assert.Equal(
            [
                "instance_id", "env_key", "version", "status", "subdomain", "created_at", "updated_at", "terminated_at", "team_id", "region",
                "env_variables", "run_id",
            ],
            Members(session["instance"]!));
        Assert.Equal(["success", "score", "stdout", "execution_time_ms", "result"], Members(session["verifier_execution"]!));
        Assert.Equal(1.0, (double)session["verifier_execution"]!["score"]!);
        JsonNode other = answer["tasks"]![1]!;
        Assert.Equal(
            ("foreign", true, true, 0.0),
            ((string)other["task_id"]!, other["task"] is null, other["average_score"] is null, (double)other["pass_rate"]!));
        Assert.True(other["sessions"]![0]!["verifier_execution"] is null);

        JsonNode transcript = await _server.CallAsync("GET", $"/v1/sessions/{session["session_id"]}/transcript");
        Assert.Equal(
            ("shop_rename", instance, 1.0),
            ((string)transcript["task"]!["key"]!, (string)transcript["instance"]!["instance_id"]!, (double)transcript["verifier_execution"]!["result"]!));
    }

    [Fact]
    public async Task A_model_call_is_logged_and_the_session_completed()
    {
        JsonNode first = await _server.CallAsync(
            "POST",
            Log,
            """{"history":[{"role":"user","content":"hi"}],"response":{"role":"assistant","content":"yo"},"config":{"temperature":0}"""
                + ""","model":"m","task_key":"k","instance_id":"bc8954c2"}""");
        string id = (string)first["session_id"]!;
        JsonNode second = await _server.CallAsync("POST", Log, $$"""{"history":[{"role":"user","content":"more"}],"response":"done","session_id":"{{id}}"}""");
        JsonNode completed = await _server.CallAsync(
            "POST",
            Log,
            $$"""{"session_id":"{{id}}","status":"completed","ended_at":"2025-01-01T00:00:00.000001","verifier_execution_id":"x1"}""");
        JsonNode failed = await _server.CallAsync("POST", Log, $$"""{"session_id":"{{id}}","status":"failed","ended_at":"2025-01-01T00:00:00.000002"}""");

        Assert.Equal([true, false, false, false], new[] { first, second, completed, failed }.Select(static answer => (bool)answer["created_new_session"]!));
        Assert.Equal([2, 4, 4, 4], new[] { first, second, completed, failed }.Select(static answer => (int)answer["message_count"]!));
        Assert.Equal(["user hi", "assistant yo", "user more", "assistant done"], await ContentsAsync(id));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a","tool_calls":[{"id":"1"}]}}]}""", """assistant a [{"id":"1"}]""")]
    [InlineData("""{"id":"msg","type":"message","role":"assistant","content":[{"type":"text","text":"a"}]}""", """assistant [{"type":"text","text":"a"}]""")]
    [InlineData("""{"candidates":[{"content":{"role":"model","parts":[{"text":"a"}]}}]}""", """assistant [{"text":"a"}]""")]
    [InlineData(
        """{"output":[{"type":"message","role":"assistant","content":"a"},{"type":"function_call","call_id":"1","name":"f"}]}""",
        """assistant a|assistant  [{"type":"function_call","call_id":"1","name":"f"}]""")]
    [InlineData("""["a","b"]""", "assistant a|assistant b")]
    [InlineData("""{"strange":1}""", """assistant {"strange":1}""")]
    [InlineData("null", "")]
    [InlineData("5", "assistant 5")]
    public async Task Answers_of_many_providers_are_understood(string response, string expected)
    {
        JsonNode made = await _server.CallAsync("POST", Log, $$"""{"response":{{response}}}""");

        Assert.Equal(expected, string.Join('|', await ContentsAsync((string)made["session_id"]!)));
    }

    [Theory]
    [InlineData(Ingest, """{}""", "messages", "Field required")]
    [InlineData(Ingest, """{"messages":[]}""", "messages", "List should have at least 1 item")]
    [InlineData(Ingest, """{"messages":["hi"]}""", "messages,0", "Input should be a valid dictionary")]
    [InlineData(Ingest, """{"messages":[{"role":"user"},{"content":"hi"}]}""", "messages,1,role", "Field required")]
    [InlineData(Ingest, """{"messages":[{"role":"user","tool_calls":[1]}]}""", "messages,0,tool_calls,0", "Input should be a valid dictionary")]
    [InlineData(
        Ingest,
        """{"messages":[{"role":"user"}],"status":"sleeping"}""",
        "status",
        "Input should be 'pending', 'running', 'completed', 'failed' or 'cancelled'")]
    [InlineData(Ingest, """{"messages":[{"role":"user"}],"metadata":[]}""", "metadata", "Input should be a valid dictionary")]
    [InlineData(Log, """{"history":"hi"}""", "history", "Input should be a valid list")]
    [InlineData(Log, """{"session_id":7}""", "session_id", "Input should be a valid string")]
    public async Task A_wrong_request_is_refused(string path, string body, string place, string message)
    {
        TestAnswer answer = await _server.SendAsync("POST", path, body);

        Assert.Equal(422, answer.Status);
        JsonNode error = Assert.Single(answer.Json["detail"]!.AsArray())!;
        Assert.Equal((place, message), (string.Join(',', error["loc"]!.AsArray().Skip(1)), (string)error["msg"]!));
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        Assert.Equal((404, "Session not found"), await RefusalAsync("GET", "/v1/sessions/nope/transcript", null));
        Assert.Equal((404, "Session not found"), await RefusalAsync("POST", Ingest, """{"messages":[{"role":"user"}],"session_id":"nope"}"""));
        Assert.Equal((404, "Job not found"), await RefusalAsync("POST", Ingest, """{"messages":[{"role":"user"}],"job_id":"nope"}"""));
        Assert.Equal((404, "Job not found"), await RefusalAsync("GET", "/v1/sessions/job/nope", null));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_adds_nothing()
    {
        const string Body = """{"messages":[{"role":"user","content":"x"}]}""";

        TestAnswer first = await _server.SendAsync("POST", Ingest, Body, ("X-Request-ID", "ingest-1"));
        TestAnswer second = await _server.SendAsync("POST", Ingest, Body, ("X-Request-ID", "ingest-1"));

        Assert.Equal(first.Body, second.Body);
        Assert.Single(await ContentsAsync((string)first.Json["session_id"]!));
    }

    [Fact]
    public async Task All_of_it_outlives_the_server()
    {
        TestServer server = await TestServer.StartAsync();
        string job = (string)(await server.CallAsync("POST", "/v1/traces/jobs", """{"name":"j"}"""))["job_id"]!;
        string id = (string)(await server.CallAsync("POST", Ingest, $$"""{"messages":[{"role":"user","content":"x"}],"job_id":"{{job}}"}"""))["session_id"]!;
        string transcript = (await server.SendAsync("GET", $"/v1/sessions/{id}/transcript")).Body;
        string sessions = (await server.SendAsync("GET", $"/v1/sessions/job/{job}")).Body;
        await server.StopAsync();

        await using TestServer next = await server.StartAgainAsync();

        Assert.Equal(transcript, (await next.SendAsync("GET", $"/v1/sessions/{id}/transcript")).Body);
        Assert.Equal(sessions, (await next.SendAsync("GET", $"/v1/sessions/job/{job}")).Body);
        Assert.Equal("j", (string)(await next.CallAsync("GET", $"/v1/jobs/{job}"))["name"]!);
    }

    private static string[] Members(JsonNode node) => [.. node.AsObject().Select(static member => member.Key)];

    private async Task<string[]> ContentsAsync(string id) =>
        [.. (await _server.CallAsync("GET", $"/v1/sessions/{id}/transcript"))["transcript"]!.AsArray().Select(static message =>
            $"{message!["role"]} {message["content"]?.ToJsonString().Trim('"')}{(message["tool_calls"] is { } calls ? " " + calls.ToJsonString() : "")}")];

    private async Task<(int, string?)> RefusalAsync(string method, string path, string? body)
    {
        TestAnswer answer = await _server.SendAsync(method, path, body);
        return (answer.Status, answer.Detail);
    }

    /// <summary>Runs the verifier of the renaming task, which the test environment scores with a declarative check.</summary>
    private async Task<string> VerifyAsync(string instance, string name)
    {
        await _server.QueryAsync(instance, $"UPDATE customers SET name = '{name}' WHERE id = 1");
        (string sha256, string bundle) = VerifierBundle.Make("def verify_rename(env, final_answer=None):\n    return 1.0\n");
        JsonNode done = await _server.CallAsync(
            "POST",
            "/v1/verifiers/execute",
            $$"""{"key":"shop_rename","sha256":"{{sha256}}","bundle":"{{bundle}}","args_array":[{"env":"{{instance}}"}]}""");
        return (string)done["execution_id"]!;
    }
}
