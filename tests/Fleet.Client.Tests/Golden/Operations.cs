namespace Fleet.Client.Tests.Golden;

/// <summary>Our client's calls for each recorded use of the Python client.</summary>
internal static class Operations
{
    private const string Id = "bc8954c2";

    private static readonly FleetTask s_task = new()
    {
        Key = "task_abcdef",
        VerifierCode = "def validate_task(env, final_answer=None):\n    env.instance.load()\n    return 1.0\n",
        Verifier = new FleetVerifier { VerifierId = "9d0f0c3e-0000-4000-8000-000000000001", Key = "task_abcdef" },
    };

    /// <summary>The calls by the id of the recording.</summary>
    public static IReadOnlyDictionary<string, Func<FleetClient, Task<object?>>> All { get; } = new Dictionary<string, Func<FleetClient, Task<object?>>>
    {
        ["load_tasks_keys"] = client => Tasks(client, new FleetTaskQuery { Keys = ["task_abcdef"] }),
        ["load_tasks_two_keys"] = client => Tasks(client, new FleetTaskQuery { Keys = ["task_a", "task b&c"], OnError = static _ => { } }),
        ["load_tasks_project"] = client => Tasks(client, new FleetTaskQuery { ProjectKey = "my-project" }),
        ["load_tasks_all_filters"] = client => Tasks(client, new FleetTaskQuery
        {
            EnvKey = "hubspot",
            Keys = ["k1"],
            Version = "v1.2.7",
            TeamId = "team-1",
            ProjectKey = "p",
            TaskProjectKey = "tp",
            DataId = "crm-base",
            DataVersion = "v2",
        }),
        ["load_tasks_no_filter_sync"] = client => Tasks(client, null),
        ["load_tasks_empty_keys_sync"] = client => Tasks(client, new FleetTaskQuery { Keys = [] }),
        ["export_tasks_sync"] = client => Tasks(client, new FleetTaskQuery { EnvKey = "hubspot" }),
        ["update_task_sync"] = client =>
            Result(
                client.Tasks.UpdateAsync(
                    "task_abcdef",
                    new FleetTaskUpdate
                    {
                        Prompt = "New",
                        Metadata = new Dictionary<string, int> { ["seed"] = 42 },
                    },
                    Token)),
        ["retry_put_not_retried_sync"] = client => Result(client.Tasks.UpdateAsync("t1", new FleetTaskUpdate { Prompt = "x" }, Token)),

        ["make_minimal_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira" }),
        ["make_minimal_sync@seed-53609ae"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira" }),
        ["make_minimal_sync@v0.2.123"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira" }),
        ["make_digit_version_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira:1.2.5", DataKey = "base:3" }),
        ["make_named_version_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "dropbox:Forge1.1.0", DataKey = "base" }),
        ["make_empty_version_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira:" }),
        ["make_two_colons_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira:1:2" }),
        ["make_empty_env_variables_sync"] = client =>
            Make(client, new FleetInstanceRequest { EnvKey = "fira", EnvVariables = new Dictionary<string, object>() }),
        ["retry_post_retry_after_sync"] = client => Make(client, new FleetInstanceRequest { EnvKey = "fira" }),
        ["list_instances_none_sync"] = client => Instances(client, null),
        ["list_instances_profile"] = client => Instances(client, new FleetInstanceQuery { ProfileId = "self" }),
        ["list_instances_status_region_sync"] = client => Instances(client, new FleetInstanceQuery { Status = "running", Region = "us-west-1" }),
        ["get_instance"] = client => Result(client.Instances.GetAsync(Id, Token)),
        ["get_instance@seed-53609ae"] = client => Result(client.Instances.GetAsync(Id, Token)),
        ["retry_404_exhausted_sync"] = client => Result(client.Instances.GetAsync("gone", Token)),
        ["retry_delete_async"] = client => Result(client.Instances.CloseAsync(new FleetInstance { InstanceId = Id }, Token)),
        ["close_all_run"] = client => Result(client.Instances.CloseManyAsync("run-123", cancellationToken: Token)),
        ["close_all_profile"] = client => Result(client.Instances.CloseManyAsync(null, "self", Token)),
        ["close_all_both_sync"] = client => Result(client.Instances.CloseManyAsync("run-123", "self", Token)),
        ["env_heartbeat"] = client => Result(client.Instances.SendHeartbeatAsync(new FleetInstance { InstanceId = Id, HeartbeatRegion = "us-west-1" }, Token)),
        ["env_heartbeat_no_region"] = client => Result(client.Instances.SendHeartbeatAsync(new FleetInstance { InstanceId = Id }, Token)),
        ["heartbeat_by_id_region"] = client => Result(client.Instances.SendHeartbeatAsync(Id, "eu-west-2", Token)),
        ["heartbeat_disabled"] = client => Result(client.Instances.SendHeartbeatAsync("off1", cancellationToken: Token)),

        ["list_envs_sync"] = async client => await client.Environments.ListAsync(Token).ToListAsync(Token),
        ["environment_sync"] = client => Result(client.Environments.GetAsync("hubspot", Token)),
        ["list_regions_sync"] = async client => await client.Environments.ListRegionsAsync(Token).Select(static region => region.Region).ToListAsync(Token),
        ["list_runs_default"] = client => Runs(client.Runs.ListAsync(cancellationToken: Token)),
        ["list_runs_all"] = client => Runs(client.Runs.ListAsync("all", cancellationToken: Token)),
        ["list_runs_profile"] = client => Runs(client.Runs.ListAsync(profileId: "self", cancellationToken: Token)),
        ["list_runs_status_none_sync"] = client => Runs(client.Runs.ListAsync(null, cancellationToken: Token)),

        ["inst_resources_sync"] = client => Resources(client),
        ["inst_resources_sync@seed-53609ae"] = client => Resources(client),
        ["inst_resources_sync@v0.2.123"] = client => Resources(client),
        ["inst_db_without_load_sync"] = Users,
        ["inst_reset_sync"] = client => Reset(client),
        ["inst_describe_sync"] = client => Describe(client),
        ["inst_state_uri_sync"] = client => Describe(client),
        ["inst_query_sync"] = client =>
            Query(Inside(client), "SELECT * FROM users WHERE id = ?", new FleetQueryOptions { Database = "seed", Arguments = new object[] { 1 } }),
        ["inst_exec_sync"] = client => Query(Inside(client), "UPDATE users SET name = 'x'", new FleetQueryOptions { ReadOnly = false }),
        ["inst_builder_sync"] = Users,
        ["inst_health_sync"] = client => Result(Inside(client).GetHealthAsync(Token)),
        ["inst_fs_diff_sync"] = client => Result(Inside(client).Files.ListChangedAsync(Token)),
        ["inst_fs_file_sync"] = client => Result(Inside(client).Files.GetAsync("/w/a.txt", cancellationToken: Token)),
        ["inst_fs_file_text_sync"] = async client => (await Inside(client).Files.GetAsync("/w/a.txt", FleetFileForm.Text, cancellationToken: Token)).Content,
        ["inst_fs_doc_structured_sync"] = async client =>
            (await Inside(client).Files.GetAsync("/w/a.docx", FleetFileForm.Structure, cancellationToken: Token)) is var file
                ? new
                {
                    file.Path,
                    file.FileType,
                    Data = file.Structure,
                }
                : null,

        ["list_job_sessions"] = async client =>
            (await client.Transcripts.ListAsync("job_1", Token)) is var tasks
                ? new
                {
                    JobId = "job_1",
                    TotalSessions = tasks.Sum(static task => task.TotalSessions),
                    Tasks = tasks,
                }
                : null,
        ["session_transcript"] = async client =>
            (await client.Transcripts.GetAsync("s1", Token)) is var read
                ? new
                {
                    read.Task,
                    read.Instance,
                    VerifierExecution = read.Verification,
                    Transcript = read.Messages,
                }
                : null,
        ["create_session"] = client =>
            Result(
                client.Transcripts.AddAsync(
                    new FleetTranscriptRequest
                    {
                        Model = "anthropic/claude-sonnet-4",
                        TaskKey = "k",
                        InstanceId = Id,
                    },
                    Token)),
        ["append_message"] = client =>
            Result(
                client.Transcripts.AddAsync(
                    new FleetTranscriptRequest { SessionId = "s1", Messages = [new FleetTranscriptMessage { Role = "user", Content = "hi" }] },
                    Token)),
        ["complete_session"] = client => Result(client.Transcripts.AddAsync(new FleetTranscriptRequest { SessionId = "s1", Status = "failed" }, Token)),
        ["trace_job"] = async client => (await client.Jobs.CreateTraceAsync("my-run", Token)).JobId,
        ["trace_job_default"] = async client => (await client.Jobs.CreateTraceAsync(cancellationToken: Token)).JobId,
        ["session_log_complete_fail_sync"] = LogSession,
        ["judge_structured_sync"] = Judge,

        ["url_mode_query_sync"] = client => Query(client.Instances.Manager($"{GoldenFile.Base}/i/u1/api/v1/env"), "SELECT 1", null),

        ["verify_detailed_with_instance_id_string"] = client => Result(client.Verifiers.VerifyAsync(s_task, Id, cancellationToken: Token)),
        ["verify_detailed_upload"] = client => Verify(client),
        ["verify_detailed_sync"] = client => Verify(client),
        ["verify_detailed_cached"] = client => Verify(client),
        ["verify_detailed_final_answer_pos"] = client => Verify(client, new FleetVerifyOptions { Arguments = ["42"] }),
        ["verify_detailed_score_zero"] = client => Verify(client),
        ["verify_detailed_error"] = client => Verify(client),
        ["verify_score"] = client => Verify(client),
        ["verify_score_error"] = client => Verify(client),
        ["verify_check_fails"] = client => Verify(client),
        ["verify_cached_then_bundle_not_found"] = client => Verify(client),
    };

    /// <summary>Recordings that are not replayed, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotThese { get; } = Reasons(
        ("an expectation is held against the instance's own comparison of all tables, not against queries of single rows", ["inst_expect_only_targeted_sync"]),
        (
            "verifiers of the old form are run by the service, and the application's own API by any HTTP client",
            ["inst_verify_raw_sync", "inst_verify_raw_converted_sync", "inst_api_get_sync"]),
        ("the browser of an instance is for agents, which bring a client of their own", ["inst_browser_cdp_url_sync", "inst_browser_start_sync"]),
        ("browser leases exist in one side line of the original alone", [
            "browser_env_sync@v0.2.127", "browser_ops_sync@v0.2.127", "browser_delete_gone_async@v0.2.127", "browser_delete_gone_sync@v0.2.127",
        ]),
        ("scenarios and writers' metadata exist in the original's legacy line alone", [
            "get_scenario_sync@v0.2.123", "list_scenarios_sync@v0.2.123", "create_scenario_sync@v0.2.123", "update_task_writer_sync@v0.2.123",
        ]),
        ("derived, not recorded, and a call of example scripts", ["task_projects_seed_download"]),
        ("the stored login and missing credentials are a matter of the credentials", ["login_refresh_then_account_sync", "no_auth_sync"]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The call for a recording; those of errors, of credentials and of configuration all read the account.</summary>
    public static Func<FleetClient, Task<object?>>? For(string id) =>
        All.GetValueOrDefault(id) ?? (ReadsAccount(id) ? static client => Result(client.Account.GetAsync(Token)) : null);

    /// <summary>The credential of a recording.</summary>
    public static FleetCredential Credential(string id) =>
        id == "jwt_and_key_sync@v0.2.123" ? FleetCredential.Jwt("j", "t") : FleetCredential.ApiKey("sk_test_key");

    private static bool ReadsAccount(string id) =>
        id.StartsWith("error_", StringComparison.Ordinal)
        || id
            is "account"
                or "retry_get_503_500_200_sync"
                or "configure_ignored_by_env_sync"
                or "async_exceptions_are_other_classes"
                or "jwt_and_key_sync@v0.2.123";

    private static async Task<object?> Result<T>(Task<T> call) => await call;

    private static async Task<object?> Tasks(FleetClient client, FleetTaskQuery? query) => await client.Tasks.ListAsync(query, Token).ToListAsync(Token);

    private static async Task<object?> Instances(FleetClient client, FleetInstanceQuery? query) =>
        await client.Instances.ListAsync(query, Token).ToListAsync(Token);

    private static async Task<object?> Runs(IAsyncEnumerable<FleetRun> runs) => await runs.ToListAsync(Token);

    private static async Task<object?> Make(FleetClient client, FleetInstanceRequest request) => await client.Instances.CreateAsync(request, Token);

    private static async Task<object?> Verify(FleetClient client, FleetVerifyOptions? options = null) =>
        await client.Verifiers.VerifyAsync(s_task, new FleetInstance { InstanceId = Id, Region = "us-west-1" }, options, Token);

    private static InstanceManagerClient Inside(FleetClient client) => client.Instances.Manager(new FleetInstance
    {
        InstanceId = Id,
        Urls = new FleetInstanceUrls { Manager = new FleetManagerUrls { Api = new Uri($"{GoldenFile.Base}/i/{Id}/api/v1/env") } },
    });

    private static async Task<object?> Resources(FleetClient client) =>
        (await Inside(client).ListResourcesAsync(Token)).Select(static resource => resource.ToString());

    private static async Task<object?> Describe(FleetClient client) => new { Tables = await Inside(client).DescribeAsync(cancellationToken: Token) };

    private static async Task<object?> Reset(FleetClient client)
    {
        await Inside(client).ResetAsync(seed: 42, cancellationToken: Token);
        return new object();
    }

    private static async Task<object?> Users(FleetClient client)
    {
        FleetQueryOptions options = new() { Arguments = new object[] { 1 } };
        FleetRowSet found = await Inside(client).QueryAsync("SELECT * FROM \"users\" WHERE \"id\" = ? ORDER BY id ASC LIMIT 5", options, Token);
        return found.Rows.Select(static row => row.ToDictionary());
    }

    private static async Task<object?> Query(InstanceManagerClient manager, string query, FleetQueryOptions? options)
    {
        FleetRowSet found = await manager.QueryAsync(query, options, Token);
        return new
        {
            Columns = found.HasRows ? found.Columns : null,
            Rows = found.HasRows ? found.Rows.Select(static row => row.GetValues()) : null,
            found.Result.RowsAffected,
            found.Result.LastInsertId,
        };
    }

    private static async Task<object?> LogSession(FleetClient client)
    {
        FleetTranscriptLog log = client.Transcripts.Open(
            new FleetTranscriptRequest { Model = "m", TaskKey = "k", InstanceId = Id }, new Dictionary<string, int> { ["temperature"] = 0 });
        Dictionary<string, string> hi = Said("user", "hi"), yo = Said("assistant", "yo");
        await log.AddAsync(new[] { hi }, yo, Token);
        await log.AddAsync(new[] { hi, yo, Said("user", "more") }, "done", Token);
        await log.CompleteAsync("x1", Token);
        return await log.FailAsync(cancellationToken: Token);

        static Dictionary<string, string> Said(string role, string content) => new() { ["role"] = role, ["content"] = content };
    }

    private static async Task<object?> Judge(FleetClient client) => (await client.Judge.GradeAsync(
        new FleetJudgeRequest
        {
            InstanceId = Id,
            Submission = "answer",
            Criteria =
            [
                new FleetCriterion
                {
                    Name = "Accuracy",
                    Description = "be strict",
                    Levels = new Dictionary<int, string> { [0] = "wrong", [10] = "right" },
                },
            ],
            SystemPrompt = "sp",
            GroundTruth = new Dictionary<string, int> { ["a"] = 1 },
            Problem = "p",
            Context = "c",
            ReferenceClaims = "r",
            Conversation = [new FleetTranscriptMessage { Role = "user", Content = "x", Tokens = 3 }],
            Model = "m",
            Provider = "pv",
            TaskId = "t1",
            Collect = new Dictionary<string, string[]> { ["g"] = ["*.png"] },
            Images = new[] { new OrderedDictionary<string, string> { ["source"] = "s3", ["url"] = "s3://b/k.png", ["label"] = "gold" } },
            Files = new[]
            {
                new OrderedDictionary<string, string>
                {
                    ["source"] = "base64",
                    ["data"] = "QQ==",
                    ["filename"] = "a.csv",
                    ["media_type"] = "text/csv",
                    ["label"] = "part",
                },
            },
        },
        Token)).Score;

    private static Dictionary<string, string> Reasons(params (string Reason, string[] Ids)[] groups) =>
        groups.SelectMany(static group => group.Ids.Select(id => (id, group.Reason))).ToDictionary(static pair => pair.id, static pair => pair.Reason);
}
