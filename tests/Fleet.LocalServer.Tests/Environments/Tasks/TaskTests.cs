using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Tasks;

public sealed class TaskTests
{
    [Theory]
    [InlineData("", "shop_rename shop_question")]
    [InlineData("?task_keys=shop_question&task_keys=shop_rename", "shop_rename shop_question")]
    [InlineData("?task_keys=shop_question&task_keys=nope", "shop_question")]
    [InlineData("?task_keys=", "")]
    [InlineData("?project_key=shop-project", "shop_rename")]
    [InlineData("?task_project_key=other-project", "shop_question")]
    [InlineData("?env_key=shop", "shop_rename shop_question")]
    [InlineData("?env_key=shop:v1.2.0&data_version=v2", "shop_rename")]
    [InlineData("?env_key=other", "")]
    [InlineData("?data_id=base", "shop_rename shop_question")]
    [InlineData("?data_id=base&data_version=v1", "")]
    [InlineData("?team_id=somebody-else", "")]
    [InlineData("?team_id=f1ee7000-0000-4000-8000-000000000001&unknown=1", "shop_rename shop_question")]
    public async Task A_list_holds_what_its_filters_ask_for(string query, string keys)
    {
        await using TestServer server = await TestServer.StartAsync();

        JsonNode list = await server.CallAsync("GET", "/v1/tasks" + query);

        Assert.Equal(keys, string.Join(' ', list["tasks"]!.AsArray().Select(static task => (string)task!["key"]!)));
        Assert.Equal(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, (int)list["total"]!);
    }

    [Theory]
    [InlineData("?team_id=f1ee7000-0000-4000-8000-000000000001", 200)]
    [InlineData("?team_id=somebody-else", 404)]
    public async Task A_task_is_that_of_the_team_there_is(string query, int status)
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(status, (await server.SendAsync("GET", "/v1/tasks/shop_rename" + query)).Status);
    }

    [Fact]
    public async Task A_task_with_a_mistake_is_reported_and_the_others_are_there()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(2, (int)(await server.CallAsync("GET", "/v1/tasks"))["total"]!);

        Assert.Contains("Task 2 in ", server.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("prompt", server.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_task_outlives_the_server()
    {
        TestServer server = await TestServer.StartAsync();
        const string Import = """
            {"key":"mine","prompt":"p","env_id":"shop","env_variables":{},"created_at":null,"version":"v1.2.0","data_id":null,"data_version":null,
            "verifier_func":"def f(env):\n    return 1\n","verifier_id":null,"verifier_sha":null,"metadata":{"a":[1,{"é":null}]},
            "output_json_schema":{"type":"object"}}
            """;
        JsonNode made = await server.CallAsync("POST", "/v1/tasks?project_key=mine-project", Import);
        await server.StopAsync();

        await using TestServer next = await server.StartAgainAsync();

        Assert.Equal(made.ToJsonString(), (await next.CallAsync("GET", "/v1/tasks/mine")).ToJsonString());
        Assert.Equal(("mine", """{"a":[1,{"é":null}]}"""), ((string)made["key"]!, TestJson.Compact(made["metadata"]!)));
        Assert.Equal("mine", (string)(await next.CallAsync("GET", "/v1/tasks?project_key=mine-project"))["tasks"]![0]!["key"]!);
        Assert.Equal(
            "shop-project other-project mine-project",
            string.Join(
                ' ',
                (await next.CallAsync("GET", "/v1/tasks/projects"))["projects"]!.AsArray().Select(static project => (string)project!["project_key"]!)));
    }

    [Fact]
    public async Task New_code_makes_a_new_version_of_the_verifier()
    {
        TestServer server = await TestServer.StartAsync();
        string id = (string)(await server.CallAsync("GET", "/v1/tasks/shop_rename"))["verifier_id"]!;

        JsonNode prompt = await server.CallAsync("PUT", "/v1/tasks/shop_rename", """{"prompt":"Other."}""");
        Assert.Equal(("Other.", 1), ((string)prompt["prompt"]!, (int)prompt["verifier"]!["version"]!));
        JsonNode code = await server.CallAsync("PUT", "/v1/tasks/shop_rename", """{"verifier_code":"def g(env):\n    return 0\n","metadata":{"x":1}}""");
        Assert.Equal((2, """{"x":1}"""), ((int)code["verifier"]!["version"]!, code["metadata"]!.ToJsonString()));
        await server.StopAsync();

        await using TestServer next = await server.StartAgainAsync();
        JsonNode verifier = await next.CallAsync("GET", $"/v1/verifiers/{id}");
        Assert.Equal(code["verifier"]!.ToJsonString(), verifier.ToJsonString());
        Assert.Equal(
            "shop_rename shop_question",
            string.Join(' ', (await next.CallAsync("GET", "/v1/tasks"))["tasks"]!.AsArray().Select(static task => (string)task!["key"]!)));
    }
}
