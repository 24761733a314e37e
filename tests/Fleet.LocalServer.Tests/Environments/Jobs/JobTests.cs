using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Jobs;

/// <summary>Tests jobs against section 2.5 of the reference.</summary>
public sealed class JobTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_job_is_made_listed_and_read()
    {
        await using TestServer server = await TestServer.StartAsync(clock: new ManualTimeProvider(new DateTimeOffset(2025, 10, 24, 9, 48, 47, TimeSpan.Zero)));

        TestAnswer made = await server.SendAsync(
            "POST",
            "/v1/jobs",
            """{"name":"nightly","models":["anthropic/claude-sonnet-4"],"pass_k":1,"env_key":"shop","max_duration_minutes":60"""
                + ""","max_concurrent_per_model":30}""");
        await server.CallAsync("POST", "/v1/traces/jobs", """{"name":null}""");

        string id = (string)made.Json["job_id"]!;
        Assert.Equal((200, $$"""{"job_id":"{{id}}","workflow_job_id":null,"status":"pending","name":"nightly"}"""), (made.Status, made.Body));
        string job = $$"""{"id":"{{id}}","name":"nightly","created_at":"2025-10-24T09:48:47+00:00","status":"pending"}""";
        Assert.Equal(job, (await server.SendAsync("GET", $"/v1/jobs/{id}")).Body);
        JsonNode list = await server.CallAsync("GET", "/v1/jobs");
        Assert.Equal((2, job), ((int)list["total"]!, TestJson.Compact(list["jobs"]![1]!)));
        Assert.Equal("""{"jobs":[],"total":0}""", (await server.SendAsync("GET", "/v1/jobs?team_id=other")).Body);
        Assert.Equal(404, (await server.SendAsync("GET", $"/v1/jobs/{id}?team_id=other")).Status);
        Assert.Equal(
            (404, "Job not found"),
            ((await server.SendAsync("GET", "/v1/jobs/nope")).Status, (await server.SendAsync("GET", "/v1/jobs/nope")).Detail));
    }

    [Fact]
    public async Task Placeholders_of_a_name_are_filled()
    {
        string[] names = [await NameAsync("n-{i}"), await NameAsync("n-{i}"), await NameAsync("n-7"), await NameAsync("n-{i}"), await NameAsync("m-{i}")];

        Assert.Equal(["n-1", "n-2", "n-7", "n-8", "m-1"], names);
        Assert.Matches("^a-[0-9a-f]{8}-4[0-9a-f]{3}|^a-[0-9a-f-]{36}$", await NameAsync("a-{id}"));
        Assert.Matches("^[0-9a-f]{8}$", await NameAsync("{sid}"));
        Assert.Matches("^trace-job-[0-9a-f]{8}$", (string)(await _server.CallAsync("POST", "/v1/traces/jobs", """{"name":null}"""))["name"]!);
        Assert.Equal(422, (await _server.SendAsync("POST", "/v1/traces/jobs", """{"name":"{i}-x"}""")).Status);
    }

    [Theory]
    [InlineData("""{"env_key":"shop"}""", "models", "Field required")]
    [InlineData("""{"models":[],"env_key":"shop"}""", "models", "List should have at least 1 item")]
    [InlineData("""{"models":[1],"env_key":"shop"}""", "models,0", "Input should be a valid string")]
    [InlineData("""{"models":["m"]}""", "task_keys", "Name exactly one of 'env_key', 'project_key' and 'task_keys'")]
    [InlineData(
        """{"models":["m"],"env_key":"shop","task_keys":["shop_rename"]}""",
        "task_keys",
        "Name exactly one of 'env_key', 'project_key' and 'task_keys'")]
    [InlineData("""{"models":["m"],"env_key":"shop","pass_k":0}""", "pass_k", "Input should be greater than or equal to 1")]
    [InlineData("""{"models":["m"],"env_key":"shop","mode":"dream"}""", "mode", "Input should be 'tool-use' or 'computer-use'")]
    [InlineData("""{"models":["m"],"env_key":"shop","max_steps":0}""", "max_steps", "Input should be greater than or equal to 1")]
    public async Task A_wrong_request_is_refused(string body, string place, string message)
    {
        TestAnswer answer = await _server.SendAsync("POST", "/v1/jobs", body);

        Assert.Equal(422, answer.Status);
        JsonNode error = Assert.Single(answer.Json["detail"]!.AsArray())!;
        Assert.Equal($"body,{place}", string.Join(',', error["loc"]!.AsArray()));
        Assert.Equal(message, (string)error["msg"]!);
    }

    [Theory]
    [InlineData("""{"models":["m"],"env_key":"nope"}""", "Environment 'nope' not found")]
    [InlineData("""{"models":["m"],"task_keys":["shop_rename","nope"]}""", "Task 'nope' not found")]
    [InlineData("""{"models":["m"],"project_key":"nope"}""", "'nope' has no tasks")]
    [InlineData("""{"models":["m"],"task_keys":["shop_rename"],"excluded_task_keys":["shop_rename"]}""", "All tasks of the job are excluded")]
    public async Task A_job_about_nothing_is_refused(string body, string detail)
    {
        TestAnswer answer = await _server.SendAsync("POST", "/v1/jobs", body);

        Assert.Equal((400, detail), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task Its_status_follows_its_sessions()
    {
        string id = (string)(await _server.CallAsync("POST", "/v1/jobs", """{"models":["m"],"pass_k":2,"task_keys":["shop_rename"]}"""))["job_id"]!;
        string first = await IngestAsync($$"""{"messages":[{"role":"user"}],"job_id":"{{id}}"}""");
        Assert.Equal("running", await StatusAsync(id));

        await IngestAsync($$"""{"messages":[{"role":"user"}],"session_id":"{{first}}","status":"completed"}""");
        Assert.Equal("running", await StatusAsync(id));
        await IngestAsync($$"""{"messages":[{"role":"user"}],"job_id":"{{id}}","status":"failed"}""");
        Assert.Equal("completed", await StatusAsync(id));
    }

    [Fact]
    public async Task Keys_of_model_providers_are_not_kept()
    {
        TestServer server = await TestServer.StartAsync();
        await server.CallAsync("POST", "/v1/jobs", """{"models":["m"],"env_key":"shop","byok_keys":{"anthropic":"sk-very-secret-key"},"byok_ttl_minutes":5}""");
        await server.StopAsync();

        byte[] secret = "sk-very-secret-key"u8.ToArray();
        Assert.All(
            Directory.EnumerateFiles(server.DataPath, "*", SearchOption.AllDirectories),
            file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(secret) < 0, file));
        Directory.Delete(server.DataPath, recursive: true);
    }

    private async Task<string> NameAsync(string name) => (string)(await _server.CallAsync("POST", "/v1/traces/jobs", $$"""{"name":"{{name}}"}"""))["name"]!;

    private async Task<string> StatusAsync(string id) => (string)(await _server.CallAsync("GET", $"/v1/jobs/{id}"))["status"]!;

    private async Task<string> IngestAsync(string body) => (string)(await _server.CallAsync("POST", "/v1/sessions/ingest", body))["session_id"]!;
}
