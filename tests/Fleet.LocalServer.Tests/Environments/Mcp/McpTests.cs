using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Fleet.LocalServer.Tests.Environments.Mcp;

/// <summary>Tests the MCP tools of an instance, with the official client and with raw requests.</summary>
public sealed class McpTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("mcp")]
    [InlineData("api/v1/mcp")]
    public async Task The_official_client_lists_and_calls_tools(string endpoint)
    {
        string id = await _server.CreateAsync();
        await using McpClient client = await ConnectAsync(id, endpoint);

        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("shop", client.ServerInfo?.Name);
        Assert.Superset(
            new HashSet<string>
            {
                "query", "list_customers", "get_customers", "create_customers", "update_customers", "delete_customers", "list_odd__name",
                "list_files", "read_file", "write_file", "delete_file",
            },
            tools.Select(static tool => tool.Name).ToHashSet());
        Assert.All(tools, static tool => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", tool.Name));
        Assert.All(tools, static tool => Assert.InRange(tool.Description?.Length ?? 0, 21, 2000));
        Assert.Equal("""{"id":1,"name":"Ada"}""", Shorten(await CallAsync(client, "get_customers", """{"id":1}"""), "id", "name"));
    }

    [Fact]
    public async Task Rows_are_changed_through_tools()
    {
        string id = await _server.CreateAsync();
        await using McpClient client = await ConnectAsync(id);

        string made = await CallAsync(client, "create_customers", """{"name":"Zoë"}""");
        int key = (int)JsonNode.Parse(made)!["id"]!;
        await CallAsync(client, "update_customers", $$$"""{"id":{{{key}}},"changes":{"name":"Zoe"}}""");

        JsonNode list = JsonNode.Parse(await CallAsync(client, "list_customers", """{"filter":{"name":["Zoe","Nobody"]},"limit":5,"order":"desc"}"""))!;
        Assert.Equal((1, 5, "Zoe"), ((int)list["total"]!, (int)list["limit"]!, (string)list["rows"]![0]!["name"]!));
        Assert.Equal(
            """{"columns":["n"],"rows":[["Zoe"]]}""",
            await CallAsync(client, "query", $$"""{"sql":"SELECT name AS n FROM customers WHERE id = ?","args":[{{key}}]}"""));
        await CallAsync(client, "delete_customers", $$"""{"id":{{key}}}""");
        Assert.Equal("'customers' has no row with this key", await FailAsync(client, "get_customers", $$"""{"id":{{key}}}"""));
    }

    [Theory]
    [InlineData("get_customers", """{}""", "id: Field required")]
    [InlineData("create_customers", """{"nme":"x"}""", "nme: 'customers' has no such column")]
    [InlineData("update_customers", """{"id":1,"changes":{}}""", "Name at least one column")]
    [InlineData("update_customers", """{"id":1}""", "changes: Field required")]
    [InlineData("list_customers", """{"filter":{"nme":"x"}}""", "filter: 'customers' has no column 'nme'")]
    [InlineData("list_customers", """{"limit":0}""", "limit: Input should be a whole number from 1 to 1000")]
    [InlineData("query", """{"sql":"DELETE FROM customers"}""", "attempt to write a read-only database")]
    [InlineData("query", """{"sql":"ATTACH 'x' AS y"}""", "ATTACH and VACUUM are not allowed")]
    [InlineData("read_file", """{"path":"../../server.db"}""", "The path must be one of a file inside the instance, like folder/name.txt")]
    public async Task A_call_that_fails_says_what_to_do_better(string tool, string arguments, string error)
    {
        await using McpClient client = await ConnectAsync(await _server.CreateAsync());

        Assert.Equal(error, await FailAsync(client, tool, arguments));
    }

    [Fact]
    public async Task Files_are_read_and_written()
    {
        await using McpClient client = await ConnectAsync(await _server.CreateAsync());

        Assert.Equal("Welcome to the shop.\n", await CallAsync(client, "read_file", """{"path":"readme.txt"}"""));
        Assert.Equal("""{"path":"a/b.txt","size":3}""", await CallAsync(client, "write_file", """{"path":"/a/b.txt","content":"é!"}"""));
        Assert.Equal("é!", await CallAsync(client, "read_file", """{"path":"a/b.txt"}"""));
        await CallAsync(client, "delete_file", """{"path":"a/b.txt"}""");
        Assert.DoesNotContain("b.txt", await CallAsync(client, "list_files", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_say_what_the_database_knows()
    {
        string id = await _server.CreateAsync();
        await _server.QueryAsync(
            id,
            "CREATE TABLE full (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open','done')), owner INTEGER REFERENCES customers, "
                + "size REAL DEFAULT 1.5, ok BOOLEAN NOT NULL)");
        JsonNode answer = (await PostAsync(id, """{"jsonrpc":"2.0","method":"tools/list","params":{},"id":2}""")).Json;

        JsonNode schema = answer["result"]!["tools"]!.AsArray().Single(static tool => (string)tool!["name"]! == "create_full")!["inputSchema"]!;

        Assert.Equal("""["state","ok"]""", schema["required"]!.ToJsonString());
        Assert.False((bool)schema["additionalProperties"]!);
        JsonNode columns = schema["properties"]!;
        Assert.Equal("""["open","done"]""", columns["state"]!["enum"]!.ToJsonString());
        Assert.Equal("INTEGER. Names a row of customers by its id.", (string)columns["owner"]!["description"]!);
        Assert.Equal("""["integer","null"]""", columns["owner"]!["type"]!.ToJsonString());
        Assert.Equal(("REAL. Default: 1.5.", """["number","null"]"""), ((string)columns["size"]!["description"]!, columns["size"]!["type"]!.ToJsonString()));
        Assert.Equal("""["boolean","integer"]""", columns["ok"]!["type"]!.ToJsonString());
        Assert.Contains("Numbered by the database", (string)columns["id"]!["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_a_session_is_answered_as_plain_json()
    {
        TestAnswer answer = await PostAsync(await _server.CreateAsync(), """{"jsonrpc":"2.0","method":"tools/list","params":{},"id":2}""");

        Assert.Equal((200, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Equal(2, (int)answer.Json["id"]!);
        Assert.NotEmpty(answer.Json["result"]!["tools"]!.AsArray());
    }

    [Fact]
    public async Task What_is_no_request_is_refused()
    {
        string id = await _server.CreateAsync();

        Assert.Equal((400, -32700), Code(await PostAsync(id, "{")));
        Assert.Equal((400, -32700), Code(await PostAsync(id, "[]")));
        Assert.Equal((200, -32601), Code(await PostAsync(id, """{"jsonrpc":"2.0","method":"nope","id":1}""")));
        Assert.Equal((200, -32602), Code(await PostAsync(id, """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"nope"},"id":1}""")));
        Assert.Equal(202, (await PostAsync(id, """{"jsonrpc":"2.0","method":"notifications/initialized"}""")).Status);
        Assert.Equal(405, (await _server.SendAsync("GET", $"/i/{id}/mcp")).Status);
        Assert.Equal(204, (await _server.SendAsync("DELETE", $"/i/{id}/mcp")).Status);
        Assert.Equal(404, (await PostAsync("00000000", "{}")).Status);
    }

    private static (int, int) Code(TestAnswer answer) => (answer.Status, (int)answer.Json["error"]!["code"]!);

    private Task<TestAnswer> PostAsync(string id, string body) => _server.SendAsync("POST", $"/i/{id}/mcp", body, ("Accept", "*/*"));

    private Task<McpClient> ConnectAsync(string id, string endpoint = "mcp") => McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = new Uri($"{_server.Url}/i/{id}/{endpoint}"), TransportMode = HttpTransportMode.StreamableHttp }),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<string> CallAsync(McpClient client, string tool, string arguments)
    {
        (string text, bool isError) = await RunAsync(client, tool, arguments);
        Assert.False(isError, text);
        return text;
    }

    private static async Task<string> FailAsync(McpClient client, string tool, string arguments)
    {
        (string text, bool isError) = await RunAsync(client, tool, arguments);
        Assert.True(isError, text);
        return text;
    }

    private static async Task<(string Text, bool IsError)> RunAsync(McpClient client, string tool, string arguments)
    {
        Dictionary<string, object?> values = JsonElement.Parse(arguments).EnumerateObject().ToDictionary(
            static one => one.Name,
            static one => (object?)one.Value);
        CallToolResult result = await client.CallToolAsync(tool, values, cancellationToken: TestContext.Current.CancellationToken);
        return (Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, result.IsError == true);
    }

    private static string Shorten(string json, params string[] members)
    {
        JsonObject row = JsonNode.Parse(json)!.AsObject();
        return new JsonObject(members.Select(name => KeyValuePair.Create(name, row[name]?.DeepClone()))).ToJsonString();
    }
}
