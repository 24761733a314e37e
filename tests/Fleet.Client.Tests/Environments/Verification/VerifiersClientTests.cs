using System.Collections;
using System.Net;
using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Environments;

public sealed class VerifiersClientTests
{
    private const string Unknown = """{"success":false}""";
    private const string Known = """{"success":true}""";
    private const string Passed = """{"success":true,"result":1.0,"execution_time_ms":12,"stdout":""}""";

    private static FleetTask Task { get; } = new() { Key = "k", VerifierCode = "def v(env, final_answer=None):\n    return 1.0\n" };

    [Fact]
    public async Task Arguments_of_all_kinds_go_out()
    {
        using TestClient test = new();
        test.Answers(Unknown).Answers(Passed);
        FleetVerifyOptions options = new()
        {
            FinalAnswer = "42",
            Arguments = [1, "zwei", new Hashtable { ["a"] = 1.5 }],
            NamedArguments = new OrderedDictionary<string, object?> { ["strict"] = true },
            Region = "eu-west-2",
            Timeout = TimeSpan.FromSeconds(120),
        };

        await test.Client.Verifiers.VerifyAsync(
            Task with
            {
                VerifierRuntimeVersion = "3.11",
                Verifier = new FleetVerifier { Key = "vk" },
            },
            "i1",
            options,
            TestClient.Token);

        JsonNode body = JsonNode.Parse(test.Stub.Sent[1].Body!)!;
        Assert.Equal(
            ["key", "sha256", "args", "args_array", "function_name", "timeout", "region", "bundle", "verifier_runtime_version"],
            body.AsObject().Select(static field => field.Key));
        Assert.Equal(
            ("vk", "v", 120, "eu-west-2", "3.11"),
            (Text("key"), Text("function_name"), body["timeout"]!.GetValue<int>(), Text("region"), Text("verifier_runtime_version")));
        Assert.Equal("""[1,"zwei",{"a":1.5},{"env":"i1"}]""", body["args_array"]!.ToJsonString());
        string pickle = System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(Text("args")));
        Assert.Contains("final_answer\u0094\u008c\u000242", pickle, StringComparison.Ordinal);
        Assert.Contains("strict\u0094\u0088", pickle, StringComparison.Ordinal);

        string Text(string name) => body[name]!.GetValue<string>();
    }

    [Fact]
    public async Task An_instance_brings_region_and_run()
    {
        using TestClient test = new();
        test.Answers(Known)
            .Answers(
                """{"key":"vk","version":"4","success":true,"result":{"score":"0.5"},"error":null,"execution_time_ms":2291,"stdout":"Verification """
                    + """errors: ['no']","verifier_id":"v","execution_id":"x","bundle_cache_hit":true}"""
            );

        FleetVerification verification = await test.Client.Verifiers.VerifyAsync(
            Task, new FleetInstance { InstanceId = "i1", Region = "eu-west-2", RunId = "r1" }, new FleetVerifyOptions { Threshold = 0.5 }, TestClient.Token);

        Assert.Contains("\"region\":\"eu-west-2\"", test.Stub.Sent[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"bundle\"", test.Stub.Sent[1].Body, StringComparison.Ordinal);
        Assert.Equal(
            ("k", "i1", "r1", 0.5, true, true),
            (verification.TaskKey, verification.InstanceId, verification.RunId, verification.Score, verification.Success, verification.Passed));
        Assert.Equal(
            ("vk", 4, "v", "x", true, TimeSpan.FromMilliseconds(2291)),
            (
                verification.Key,
                verification.Version,
                verification.VerifierId,
                verification.ExecutionId,
                verification.BundleCacheHit,
                verification.ExecutionTime));
        Assert.Equal(["no"], verification.Errors);
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("0", 0.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("true", 1.0)]
    [InlineData("false", 0.0)]
    [InlineData("\"0.75\"", 0.75)]
    [InlineData("\"good\"", null)]
    [InlineData("\"nan\"", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("{\"score\":0.5,\"notes\":[]}", 0.5)]
    [InlineData("{\"score\":true}", 1.0)]
    [InlineData("{\"score\":{\"score\":1}}", null)]
    [InlineData("{\"points\":1}", null)]
    public async Task The_score_is_the_number_or_the_score_of_an_object(string result, double? expected)
    {
        using TestClient test = new();
        test.Answers(Known).Answers($$"""{"success":true,"result":{{result}},"execution_time_ms":1}""");

        Assert.Equal(expected, (await test.Client.Verifiers.VerifyAsync(Task, "i1", cancellationToken: TestClient.Token)).Score);
    }

    [Fact]
    public async Task A_crash_of_the_verifier_is_an_outcome()
    {
        using TestClient test = new();
        test.Answers(Known)
            .Answers("""{"success":false,"result":null,"error":{"type":"AssertionError","message":"boom","traceback":"T"},"execution_time_ms":1}""");

        FleetVerification verification = await test.Client.Verifiers.VerifyAsync(Task, "i1", cancellationToken: TestClient.Token);

        Assert.Equal(
            (false, false, null, "AssertionError: boom", "T"),
            (verification.Success, verification.Passed, verification.Score, verification.Error!.ToString(), verification.Error.Traceback));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "Bundle not found")]
    [InlineData(HttpStatusCode.BadRequest, "Verifier not found")]
    [InlineData(HttpStatusCode.NotFound, "nothing here")]
    public async Task A_bundle_that_is_gone_is_sent_again_once(HttpStatusCode status, string detail)
    {
        using TestClient test = new();
        test.Answers(Known).Answers($$"""{"detail":"{{detail}}"}""", status).Answers(Passed);

        await test.Client.Verifiers.VerifyAsync(Task, "i1", cancellationToken: TestClient.Token);

        Assert.Equal([false, true], test.Stub.Sent.Skip(1).Select(static sent => sent.Body!.Contains("\"bundle\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_refused_with_the_bundle_is_an_error()
    {
        using TestClient test = new();
        test.Answers(Unknown).Answers("""{"detail":"Instance not found"}""", HttpStatusCode.NotFound);

        FleetNotFoundException missing = await Assert.ThrowsAsync<FleetNotFoundException>(() =>
            test.Client.Verifiers.VerifyAsync(Task, "i1", cancellationToken: TestClient.Token));

        Assert.Equal(("instance", "i1"), (missing.ResourceType, missing.ResourceId));
        Assert.StartsWith("There is no instance 'i1'", missing.Message, StringComparison.Ordinal);

        Assert.Equal(2, test.Stub.Sent.Count);
    }

    [Fact]
    public async Task An_answer_without_success_is_unreadable()
    {
        using TestClient test = new();
        test.Answers(Known).Answers("{}");

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() =>
            test.Client.Verifiers.VerifyAsync(Task, "i1", cancellationToken: TestClient.Token));

        Assert.Equal("The response to POST /v1/verifiers/execute cannot be read: success is missing.", failure.Message);
    }

    public static TheoryData<FleetTask, FleetVerifyOptions, string> Refused => new()
    {
        { Task with { VerifierCode = null }, new FleetVerifyOptions(), "VerifierCode" },
        { Task with { VerifierCode = "x = 1" }, new FleetVerifyOptions(), "VerifierCode" },
        { Task, new FleetVerifyOptions { Timeout = TimeSpan.Zero }, "Timeout" },
        { Task, new FleetVerifyOptions { Timeout = TimeSpan.FromSeconds(301) }, "Timeout" },
        { Task, new FleetVerifyOptions { Region = "" }, "Region" },
        { Task, new FleetVerifyOptions { Arguments = [double.NaN] }, "Arguments[0]" },
        { Task, new FleetVerifyOptions { NamedArguments = new Hashtable { ["x"] = new object() } }, "NamedArguments.x" },
        { Task, new FleetVerifyOptions { FinalAnswer = "a", NamedArguments = new Hashtable { ["final_answer"] = "b" } }, "NamedArguments" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_verified_is_not_sent(FleetTask task, FleetVerifyOptions options, string field)
    {
        using TestClient test = new();

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() =>
            test.Client.Verifiers.VerifyAsync(task, "i1", options, TestClient.Token));

        Assert.Equal(field, Assert.Single(refusal.Fields).Field);
        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task The_verifier_s_own_time_does_not_count_against_the_call()
    {
        using TestClient test = new();
        test.Answers(Known).Stub.Hangs();
        FleetClient hasty = test.Client.With(new FleetCallOptions { AttemptTimeout = TimeSpan.FromSeconds(5), Retry = FleetRetryOptions.Off });

        Task<FleetVerification> verifying = hasty.Verifiers.VerifyAsync(
            Task,
            "i1",
            new FleetVerifyOptions { Timeout = TimeSpan.FromSeconds(60) },
            TestClient.Token);
        TimeSpan limit = await test.Clock.TimerAsync(static due => due > TimeSpan.FromSeconds(60));
        test.Clock.Advance(limit);

        Assert.Equal(TimeSpan.FromSeconds(65), limit);
        await Assert.ThrowsAsync<FleetTimeoutException>(() => verifying);
    }
}
