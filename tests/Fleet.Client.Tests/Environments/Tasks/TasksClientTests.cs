using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

public sealed class TasksClientTests
{
    private const string Code = "def v(env):\n    return 1.0\n";

    [Fact]
    public async Task One_bad_task_does_not_cost_the_others()
    {
        using TestClient test = new();
        test.Answers(List(Task("a"), """{"key":"b","environment_id":"e","metadata":7}""", Task("c")));
        List<FleetException> errors = [];

        List<FleetTask> tasks = await ListAsync(test, new FleetTaskQuery { Keys = ["a", "b", "c", "d"], OnError = errors.Add });

        Assert.Equal(["a", "c"], tasks.Select(static task => task.Key));
        Assert.Equal("The response to GET /v1/tasks cannot be read: tasks[1].metadata is not an object but 7.", errors[0].Message);
        FleetNotFoundException missing = Assert.IsType<FleetNotFoundException>(errors[1]);
        Assert.Equal(("task", "d"), (missing.ResourceType, missing.ResourceId));
        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public async Task Without_a_listener_the_first_error_comes_after_the_last_good_task()
    {
        using TestClient test = new();
        test.Answers(List("""{"key":"b"}""", Task("a")));
        List<FleetTask> tasks = [];

        FleetException failure = await Assert.ThrowsAsync<FleetException>(async () =>
        {
            await foreach (FleetTask task in test.Client.Tasks.ListAsync(new FleetTaskQuery { Keys = ["a", "b", "gone"] }, TestClient.Token))
            {
                tasks.Add(task);
            }
        });

        Assert.Equal("a", Assert.Single(tasks).Key);
        Assert.Contains("tasks[0].prompt is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_and_data_are_compared_here_too()
    {
        using TestClient test = new();
        test.Answers(List(
            Task("a", "\"version\":\"v1\",\"data_id\":\"d\",\"data_version\":\"v2\""),
            Task("b", "\"version\":\"V1\",\"data_id\":\"d\",\"data_version\":\"v2\""),
            Task("c", "\"version\":\"v1\",\"data_id\":\"other\",\"data_version\":\"v2\""),
            Task("d", "\"version\":\"v1\",\"data_id\":\"d\"")));

        List<FleetTask> tasks = await ListAsync(test, new FleetTaskQuery { Keys = ["a", "b", "c", "d"], Version = "v1", DataId = "d", DataVersion = "v2" });

        Assert.Equal("a", Assert.Single(tasks).Key);
        Assert.DoesNotContain("version=v1", test.Targets.Single().Replace("data_version", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_keys_go_out_in_several_requests_in_their_order()
    {
        string[] keys = [.. Enumerable.Range(0, 3000).Select(static i => $"täsk {i}")];
        using TestClient test = new();
        test.Stub.Then(
            static (sent, _) =>
                System.Threading.Tasks.Task.FromResult(StubHandler.Answer(HttpStatusCode.OK, List([.. Keys(sent).Select(static key => Task(key))]))));

        List<FleetTask> tasks = await ListAsync(test, new FleetTaskQuery { EnvKey = "e", Keys = [.. keys, keys[0]], TeamId = "t" });

        Assert.Equal(keys, tasks.Select(static task => task.Key));
        Assert.InRange(test.Stub.Sent.Count, 10, 20);
        Assert.All(test.Stub.Sent, static sent =>
        {
            Assert.InRange(sent.Uri.AbsoluteUri.Length, 1, 8000);
            Assert.StartsWith("env_key=e&task_keys=", sent.Query, StringComparison.Ordinal);
            Assert.EndsWith("&team_id=t", sent.Query, StringComparison.Ordinal);
        });
    }

    public static TheoryData<FleetTaskQuery, string> Empty => new()
    {
        { new FleetTaskQuery { EnvKey = "" }, "EnvKey" },
        { new FleetTaskQuery { Keys = ["a", " "] }, "Keys" },
        { new FleetTaskQuery { Keys = [null!] }, "Keys" },
        { new FleetTaskQuery { ProjectKey = "" }, "ProjectKey" },
        { new FleetTaskQuery { TaskProjectKey = "" }, "TaskProjectKey" },
        { new FleetTaskQuery { TeamId = "" }, "TeamId" },
        { new FleetTaskQuery { DataId = "" }, "DataId" },
        { new FleetTaskQuery { DataVersion = "" }, "DataVersion" },
        { new FleetTaskQuery { Version = "" }, "Version" },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public void An_empty_filter_is_refused_at_once(FleetTaskQuery query, string field)
    {
        using TestClient test = new();

        FleetValidationException refusal = Assert.Throws<FleetValidationException>(() => test.Client.Tasks.ListAsync(query, TestClient.Token));

        Assert.Equal(field, Assert.Single(refusal.Fields).Field);
        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task Code_that_could_not_be_loaded_into_the_list_is_read_by_itself()
    {
        const string broken = """verifier":{"verifier_id":"v1","key":"vk","version":"4","sha256":"aa","code":"  <error loading code: timeout>"}""";
        using TestClient test = new();
        test.Answers(List(Task("a"), Task("b", '"' + broken), Task("c", '"' + broken.Replace("v1", "v2", StringComparison.Ordinal))));
        test.Stub.Then(static (sent, _) => System.Threading.Tasks.Task.FromResult(sent.Path == "/v1/verifiers/v1"
            ? StubHandler.Answer(HttpStatusCode.OK, $$"""{"key":"vk","code":{{JsonValue.Create(Code).ToJsonString()}},"sha256":"bb"}""")
            : StubHandler.Answer(HttpStatusCode.NotFound, """{"detail":"Verifier not found"}""")));
        List<FleetException> errors = [];

        List<FleetTask> tasks = await ListAsync(test, new FleetTaskQuery { OnError = errors.Add });

        Assert.Equal(["a", "b", "c"], tasks.Select(static task => task.Key));
        Assert.Equal((Code, "bb", "v1", true), (tasks[1].VerifierCode, tasks[1].VerifierSha, tasks[1].Verifier!.VerifierId, tasks[1].HasVerifier));
        Assert.False(tasks[2].HasVerifier);
        Assert.StartsWith("The verifier of the task 'c' cannot be loaded: ", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"verifier_func\":\"old\",\"verifier\":{\"verifier_id\":\"v\",\"key\":\"k\",\"code\":\"def new(env): pass\"}", "def new(env): pass")]
    [InlineData("\"verifier_func\":\"def old(env): pass\",\"verifier\":{\"verifier_id\":\"v\",\"key\":\"k\",\"code\":\"no function\"}", "def old(env): pass")]
    [InlineData("\"verifier_func\":\"def old(env): pass\",\"verifier\":null", "def old(env): pass")]
    [InlineData("\"verifier\":{\"verifier_id\":\"v\",\"key\":\"k\",\"code\":\"no function\"}", null)]
    public async Task The_code_is_the_verifier_s_when_it_has_a_function(string fields, string? expected)
    {
        using TestClient test = new();
        test.Answers(Task("a", fields));

        Assert.Equal(expected, (await test.Client.Tasks.GetAsync("a", cancellationToken: TestClient.Token)).VerifierCode);
    }

    [Fact]
    public async Task A_task_is_read_with_all_it_has()
    {
        using TestClient test = new();
        test.Answers("""
            {"key":"a/b","prompt":"Do","team_id":"t","environment_id":"hubspot","created_at":"2025-10-01T12:00:00","verifier_func":"def v(env): pass",
            "verifier_id":"v1","version":"1.2",
            "project_key":"p","metadata":{"verifier_runtime_version":"3.11","avg_steps":12},
            "env_variables":null,"output_json_schema":{"type":"object"},"factual_answer":7}
            """);

        FleetTask task = await test.Client.Tasks.GetAsync("a/b", "ver 1", "team", TestClient.Token);

        Assert.Equal("GET /v1/tasks/a%2Fb?version_id=ver+1&team_id=team", test.Targets.Single());
        Assert.Equal(("hubspot:1.2", "3.11", "p", "v1", "t"), (task.EnvKey, task.VerifierRuntimeVersion, task.ProjectKey, task.VerifierId, task.TeamId));
        Assert.Equal(12L, task.Metadata!["avg_steps"]);
        Assert.Equal("object", task.OutputJsonSchema!["type"]);
        Assert.Empty(task.EnvVariables!);
        Assert.Equal(TimeSpan.Zero, task.CreatedAt!.Value.Offset);
    }

    [Fact]
    public async Task Importing_sends_every_field_of_the_client_s_task_nulls_included()
    {
        using TestClient test = new();
        test.Answers("", HttpStatusCode.Created);
        FleetTask task = new()
        {
            Key = "k",
            Prompt = "é",
            EnvironmentId = "hubspot",
            VerifierCode = Code,
            CreatedAt = new DateTimeOffset(2025, 10, 1, 12, 0, 0, TimeSpan.Zero),
            Metadata = new Hashtable { ["b"] = 1, ["a"] = new[] { 1.5 } },
        };

        FleetTask kept = await test.Client.Tasks.ImportAsync(task, "my project", TestClient.Token);

        Assert.Same(task, kept);
        Assert.Equal("POST /v1/tasks?project_key=my+project", test.Targets.Single());
        Assert.Equal(
            """{"key":"k","prompt":"é","env_id":"hubspot","env_variables":{}"""
                + ""","created_at":"2025-10-01T12:00:00+00:00","version":null,"data_id":null,"data_version":null,"verifier_func":"def v(env):\n    """
                + """return 1.0\n","verifier_id":null,"verifier_sha":null,"verifier_runtime_version":null,"metadata":{"a":[1.5],"b":1}"""
                + ""","output_json_schema":null}""",
            test.Stub.Sent.Single().Body);
    }

    [Fact]
    public async Task Importing_hands_back_the_task_that_the_service_answers()
    {
        using TestClient test = new();
        test.Answers(Task("k", "\"team_id\":\"t\""));

        Assert.Equal("t", (await test.Client.Tasks.ImportAsync(Importable, cancellationToken: TestClient.Token)).TeamId);
    }

    public static TheoryData<FleetTask, string[]> NotImportable => new()
    {
        { new FleetTask(), ["Key", "Prompt", "EnvironmentId", "VerifierCode"] },
        { Importable with { VerifierCode = "x = 1" }, ["VerifierCode"] },
        { Importable with { EnvironmentId = " " }, ["EnvironmentId"] },
        { Importable with { Metadata = new Hashtable { ["x"] = double.NaN } }, ["metadata.x"] },
    };

    [Theory]
    [MemberData(nameof(NotImportable))]
    public async Task A_task_that_is_not_complete_is_not_sent(FleetTask task, string[] fields)
    {
        using TestClient test = new();

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() =>
            test.Client.Tasks.ImportAsync(task, cancellationToken: TestClient.Token));

        Assert.Equal(fields, refusal.Fields.Select(static fault => fault.Field));
        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_refused()
    {
        using TestClient test = new();

        await Assert.ThrowsAsync<FleetValidationException>(() => test.Client.Tasks.UpdateAsync("k", new FleetTaskUpdate(), TestClient.Token));
        await Assert.ThrowsAsync<FleetValidationException>(() => test.Client.Tasks.UpdateAsync("", new FleetTaskUpdate { Prompt = "x" }, TestClient.Token));

        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task A_verifier_without_a_function_does_not_replace_one()
    {
        using TestClient test = new();

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(
            () => test.Client.Tasks.UpdateAsync("k", new FleetTaskUpdate { VerifierCode = "x = 1" }, TestClient.Token));

        Assert.Equal("VerifierCode", Assert.Single(refusal.Fields).Field);
        Assert.Empty(test.Stub.Sent);
    }

    private static FleetTask Importable => new() { Key = "k", Prompt = "p", EnvironmentId = "e", VerifierCode = Code };

    private static async Task<List<FleetTask>> ListAsync(TestClient test, FleetTaskQuery query) =>
        await test.Client.Tasks.ListAsync(query, TestClient.Token).ToListAsync(TestClient.Token);

    private static string List(params string[] tasks) => $$"""{"tasks":[{{string.Join(',', tasks)}}],"total":{{tasks.Length}}}""";

    private static string Task(string key, string more = "\"verifier\":null") => $$"""{"key":"{{key}}","prompt":"Do","environment_id":"e",{{more}}}""";

    private static IEnumerable<string> Keys(SentRequest sent) =>
        sent
            .Query.Split('&')
            .Where(static pair => pair.StartsWith("task_keys=", StringComparison.Ordinal))
            .Select(static pair => WebUtility.UrlDecode(pair["task_keys=".Length..]));
}
