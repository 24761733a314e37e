using System.Collections;
using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Environments;

public sealed class InstancesClientTests
{
    private const string Instance = """{"instance_id":"i1","env_key":"e","version":"v1","status":"running"}""";

    [Fact]
    public async Task All_that_can_be_asked_for_goes_out_in_the_original_s_order()
    {
        using TestClient test = new();
        test.Answers(Instance);

        await test.Client.Instances.CreateAsync(
            new FleetInstanceRequest
            {
                HeartbeatInterval = TimeSpan.FromSeconds(30),
                Ttl = TimeSpan.FromHours(3),
                ImageType = "mcp",
                EnvVariables = new Hashtable { ["LOCALE"] = "dé", ["DEBUG"] = true },
                RunId = "run-1",
                Region = "us-west-1",
                DataKey = "crm-base:v2",
                EnvKey = "hubspot:1.2.7",
            },
            TestClient.Token);

        Assert.Equal("POST /v1/env/instances", test.Targets.Single());
        Assert.Equal(
            """{"env_key":"hubspot","env_version":"v1.2.7","data_key":"crm-base","data_version":"v2","region":"us-west-1","run_id":"run-1","env_variables":"""
            + """{"DEBUG":true,"LOCALE":"dé"},"image_type":"mcp","created_from":"sdk","ttl_seconds":10800,"heartbeat_interval":30}""",
            test.Stub.Sent.Single().Body);
        Assert.NotNull(test.Stub.Sent.Single()["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("""["mail","crm"]""", new[] { "mail", "crm" })]
    [InlineData("[]", new string[0])]
    [InlineData("null", null)]
    public async Task An_instance_of_several_environments_names_them(string written, string[]? expected)
    {
        using TestClient test = new();
        test.Answers($$"""{"instance_id":"i1","env_key":"e","version":"v1","status":"running","multi_env_list":{{written}},"heartbeat_region":"eu-west-2"}""");

        FleetInstance instance = await test.Client.Instances.GetAsync("i1", TestClient.Token);

        Assert.Equal(expected, instance.MultiEnvList);
        Assert.Equal("eu-west-2", instance.HeartbeatRegion);
    }

    [Fact]
    public async Task A_task_brings_its_environment_data_and_variables_and_stays_with_the_instance()
    {
        using TestClient test = new();
        test.Answers(Instance);
        FleetTask task = new()
        {
            Key = "k",
            EnvironmentId = "hubspot",
            Version = "v1.2.7",
            DataId = "crm",
            DataVersion = "v2",
            EnvVariables = new Hashtable { ["A"] = "b" },
        };

        FleetInstance instance = await test.Client.Instances.CreateAsync(FleetInstanceRequest.ForTask(task), TestClient.Token);
        FleetInstance closed = await test.Client.Instances.CloseAsync(instance, TestClient.Token);

        Assert.Equal(
            """{"env_key":"hubspot","env_version":"v1.2.7","data_key":"crm","data_version":"v2","env_variables":{"A":"b"},"created_from":"sdk"}""",
            test.Stub.Sent[0].Body);
        Assert.Same(task, instance.Task);
        Assert.Same(task, closed.Task);
        Assert.Equal("k", test.Stub.Sent[0]["Fleet-Task-Key"]);
        Assert.Null(test.Stub.Sent[1]["Fleet-Task-Key"]);
    }

    [Fact]
    public async Task The_key_of_a_task_stands_in_a_header_whatever_it_holds()
    {
        using TestClient test = new();
        test.Answers(Instance);

        await test.Client.Instances.CreateAsync(
            FleetInstanceRequest.ForTask(new FleetTask { Key = "größe\r\nX-Other: 1", EnvironmentId = "hubspot" }),
            TestClient.Token);
        await test.Client.Instances.CreateAsync(
            FleetInstanceRequest.ForTask(new FleetTask { Key = new string('k', 501), EnvironmentId = "hubspot" }),
            TestClient.Token);

        Assert.Equal("gr%C3%B6%C3%9Fe%0D%0AX-Other%3A%201", test.Stub.Sent[0]["Fleet-Task-Key"]);
        Assert.Null(test.Stub.Sent[1]["Fleet-Task-Key"]);
    }

    [Fact]
    public async Task A_task_without_version_and_variables_asks_for_neither()
    {
        using TestClient test = new();
        test.Answers(Instance);

        await test.Client.Instances.CreateAsync(
            FleetInstanceRequest.ForTask(
                new FleetTask
                {
                    EnvironmentId = "hubspot",
                    Version = "None",
                    EnvVariables = new Hashtable(),
                }
            ),
            TestClient.Token);

        Assert.Equal("""{"env_key":"hubspot","created_from":"sdk"}""", test.Stub.Sent.Single().Body);
        Assert.Throws<FleetValidationException>(() => FleetInstanceRequest.ForTask(new FleetTask { Key = "k" }));
    }

    public static TheoryData<FleetInstanceRequest, string> Refused => new()
    {
        { new FleetInstanceRequest { EnvKey = "" }, "EnvKey" },
        { new FleetInstanceRequest { EnvKey = ":v1" }, "EnvKey" },
        { new FleetInstanceRequest { EnvKey = "e", Region = "" }, "Region" },
        { new FleetInstanceRequest { EnvKey = "e", RunId = " " }, "RunId" },
        { new FleetInstanceRequest { EnvKey = "e", DataKey = "" }, "DataKey" },
        { new FleetInstanceRequest { EnvKey = "e", ImageType = "" }, "ImageType" },
        { new FleetInstanceRequest { EnvKey = "e", Ttl = TimeSpan.Zero }, "Ttl" },
        { new FleetInstanceRequest { EnvKey = "e", Ttl = TimeSpan.FromSeconds(-1) }, "Ttl" },
        { new FleetInstanceRequest { EnvKey = "e", Ttl = TimeSpan.FromSeconds(1.5) }, "Ttl" },
        { new FleetInstanceRequest { EnvKey = "e", Ttl = TimeSpan.MaxValue }, "Ttl" },
        { new FleetInstanceRequest { EnvKey = "e", HeartbeatInterval = TimeSpan.FromSeconds(29) }, "HeartbeatInterval" },
        { new FleetInstanceRequest { EnvKey = "e", HeartbeatInterval = TimeSpan.FromSeconds(3601) }, "HeartbeatInterval" },
        { new FleetInstanceRequest { EnvKey = "e", EnvVariables = new Hashtable { ["x"] = new object() } }, "EnvVariables.x" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_is_refused_before_it_is_sent(FleetInstanceRequest request, string field)
    {
        using TestClient test = new();

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() =>
            test.Client.Instances.CreateAsync(request, TestClient.Token));

        Assert.Equal(field, Assert.Single(refusal.Fields).Field);
        Assert.Empty(test.Stub.Sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("..")]
    [InlineData(".")]
    public async Task Nothing_is_done_to_an_instance_without_a_name(string? id)
    {
        using TestClient test = new();
        InstancesClient instances = test.Client.Instances;
        Func<Task>[] calls =
        [
            () => instances.GetAsync(id!, TestClient.Token),
            () => instances.CloseAsync(id!, TestClient.Token),
            () => instances.SendHeartbeatAsync(id!, cancellationToken: TestClient.Token),
            () => instances.CloseAsync(new FleetInstance { InstanceId = id! }, TestClient.Token),
        ];

        foreach (Func<Task> call in calls)
        {
            await Assert.ThrowsAsync<FleetValidationException>(call);
        }

        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task Ids_are_escaped()
    {
        using TestClient test = new();
        test.Answers(Instance);

        await test.Client.Instances.GetAsync("a/b?c=d#e %ü", TestClient.Token);

        Assert.Equal("GET /v1/env/instances/a%2Fb%3Fc%3Dd%23e%20%25%C3%BC", test.Targets.Single());
    }

    [Fact]
    public async Task Never_are_all_instances_closed()
    {
        using TestClient test = new();

        await Assert.ThrowsAsync<FleetValidationException>(() => test.Client.Instances.CloseManyAsync(null, cancellationToken: TestClient.Token));
        await Assert.ThrowsAsync<FleetValidationException>(() => test.Client.Instances.CloseManyAsync("", cancellationToken: TestClient.Token));
        await Assert.ThrowsAsync<FleetValidationException>(() => test.Client.Instances.CloseManyAsync("r", "", TestClient.Token));
        Assert.Throws<FleetValidationException>(() => test.Client.Instances.ListAsync(new FleetInstanceQuery { RunId = "" }, TestClient.Token));
        Assert.Throws<FleetValidationException>(() => test.Client.Runs.ListAsync("busy", cancellationToken: TestClient.Token));

        Assert.Empty(test.Stub.Sent);
    }

    [Fact]
    public async Task Filters_go_out_in_the_original_s_order()
    {
        using TestClient test = new();
        test.Answers("[]");

        Assert.Empty(
            await test
                .Client.Instances.ListAsync(
                    new FleetInstanceQuery
                    {
                        ProfileId = "self",
                        RunId = "r 1",
                        Region = "eu",
                        Status = "running",
                    },
                    TestClient.Token)
                .ToListAsync(TestClient.Token));

        Assert.Equal("GET /v1/env/instances?status=running&region=eu&run_id=r+1&profile_id=self", test.Targets.Single());
    }

    [Fact]
    public async Task An_ended_instance_says_why()
    {
        using TestClient test = new();
        test.Answers(
            """{"instance_id":"i1","env_key":"e","status":"stopped","terminated_at":"2025-10-24T10:00:00","termination_reason":"heartbeats """
                + """missed","heartbeat_interval":"30","urls":null}"""
        );

        FleetInstance instance = await test.Client.Instances.GetAsync("i1", TestClient.Token);

        Assert.True(instance.IsEnded);
        Assert.Equal("heartbeats missed", instance.TerminationReason);
        Assert.Equal(TimeSpan.FromSeconds(30), instance.HeartbeatInterval);
    }

    [Fact]
    public async Task The_addresses_in_a_list_are_those_that_were_sent()
    {
        string[] urls =
        [
            Urls("http://h/i/1/"),
            Urls("http://h/i/22/"),
            Urls("https://other:81/"),
            Urls("http://h/i/3"),
            Urls("http://h/i/é/"),
            Urls("/i/5/"),
            Urls("http:\\/\\/h\\/i\\/6\\/"),
            """{"root":"http://h/7/","app":["http://h/7/","http://h/7/b"],"api":"http://else/raw","health":null,"manager":"""
                + """{"api":"http://h/7/api/v1/env","docs":"http://h/8/api/v1/env/docs"}}""",
            """{"manager":{"api":"http://h/9/api/v1/env"},"api":"http://h/9/raw","app":["http://h/9/"],"root":"http://h/9/"}""",
            """{"root":"http://h/10/","app":"http://h/10/","api":"http://h/10/r\u0061w","manager":null}""",
            Urls("http://h/i/11/"),
        ];
        using TestClient test = new();
        test.Answers(
            $"[{string.Join(',', urls.Select(static (url, i) => $$$"""{"instance_id":"i{{{i}}}","env_key":"e","status":"running","urls":{{{url}}}}"""))}]");

        List<FleetInstance> instances = await test.Client.Instances.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token);

        Assert.Equal(
            urls.Select(static url => JsonNode.Parse(url)!).Select(static url => Flat(
                (string?)url["root"],
                url["app"] is JsonArray pages ? [.. pages.Select(static page => (string?)page)] : [(string?)url["app"]],
                (string?)url["api"],
                (string?)url["health"],
                (string?)url["manager"]?["api"],
                (string?)url["manager"]?["docs"])),
            instances.Select(static instance => instance.Urls!).Select(static url => Flat(
                Text(url.Root), [.. url.App.Select(Text)], Text(url.Api), Text(url.Health), Text(url.Manager?.Api), Text(url.Manager?.Docs))));
        Assert.Equal("http://h/i/22/api/v1/env/docs", (instances[1] with { }).Urls!.Manager!.Docs!.AbsoluteUri);
        Assert.Equal(
            instances[1].Urls!.Manager,
            new FleetManagerUrls { Api = new Uri("http://h/i/22/api/v1/env"), Docs = new Uri("http://h/i/22/api/v1/env/docs") }
        );

        static string Urls(string root) =>
            $$$"""{"root":"{{{root}}}","app":["{{{root}}}"],"api":"{{{root}}}raw","health":"{{{root}}}health","manager":"""
            + $$$"""{"api":"{{{root}}}api/v1/env","docs":"{{{root}}}api/v1/env/docs"}}""";
        static string Flat(string? root, string?[] app, params string?[] others) => $"{root} [{string.Join(' ', app)}] {string.Join(' ', others)}";
        static string? Text(Uri? address) => address?.OriginalString;
    }

    [Fact]
    public async Task An_address_that_is_none_is_that_of_its_own_instance()
    {
        using TestClient test = new();
        test.Answers(
            $"[{Instance},{One("http://h/1/", "\"http://h/1/raw\"")},{One("http://h/2/", "{}")},{One("http://h/3/", "\"http://[\"")},"
            + $"{One("http://h/4/", "\"http://h/4/raw\"")}]"
        );
        List<string?> found = [];

        FleetException error = await Assert.ThrowsAsync<FleetException>(async () =>
        {
            await foreach (FleetInstance instance in test.Client.Instances.ListAsync(cancellationToken: TestClient.Token))
            {
                found.Add(instance.Urls?.Api?.AbsoluteUri);
            }
        });

        Assert.Equal([null, "http://h/1/raw", "http://h/4/raw"], found);
        Assert.Contains("instances[2].urls.api is not a text but an object", error.Message, StringComparison.Ordinal);

        static string One(string root, string api) =>
            $$$"""{"instance_id":"i","env_key":"e","status":"running","urls":{"root":"{{{root}}}","api":{{{api}}},"app":[]}}""";
    }

    [Fact]
    public async Task The_region_s_own_address_is_for_the_hosted_service_alone()
    {
        using TestClient test = new();
        test.Answers(Instance);

        await test.Client.Instances.CreateAsync(new FleetInstanceRequest { EnvKey = "e", Region = "us-west-1" }, TestClient.Token);

        Assert.Equal("fleet.test", test.Stub.Sent.Single().Uri.Host);
    }

    [Fact]
    public async Task A_version_behind_the_key_of_an_environment_is_ignored()
    {
        using TestClient test = new();
        test.Answers("""{"env_key":"helpdesk","name":"Help desk","description":null,"default_version":null,"versions":{"v2":"v2.0","v1":"v1.0"}}""");

        FleetEnvironment environment = await test.Client.Environments.GetAsync("helpdesk:v1", TestClient.Token);

        Assert.Equal("GET /v1/env/helpdesk", test.Targets.Single());
        Assert.Equal(["v2", "v1"], environment.Versions.Keys.Cast<string>());
    }
}
