using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

/// <summary>The tools of an instance, against a server that supports the protocol with sessions and nothing newer.</summary>
public sealed class InstanceToolsClientTests
{
    private const string Manager = "http://instance.test/i/i1/api/v1/env";

    [Fact]
    public async Task A_session_is_begun_used_and_ended()
    {
        using TestClient test = new();
        Serve(test, static (method, _) =>
            method == "tools/list"
                ? """{"tools":[{"name":"list_rows","description":"Lists.","inputSchema":{"type":"object","properties":{"limit":{"type":"integer"}"""
                    + ""","table":{"type":"string"}},"required":["table"]},"annotations":{"readOnlyHint":true}}]}"""
                : null);

        FleetTool[] tools;
        InstanceToolsClient session = await test.Client.Instances.Manager(Manager).OpenToolsAsync(TestClient.Token);
        await using (session)
        {
            tools = await session.ListAsync(TestClient.Token).ToArrayAsync(TestClient.Token);
        }

        FleetTool tool = Assert.Single(tools);
        Assert.Equal(("list_rows", "Lists.", true), (tool.Name, tool.Description, tool.IsReadOnly));
        Assert.Equal(["table", "limit"], tool.Arguments);
        Assert.Equal(["table"], tool.RequiredArguments);
        string[] methods = [.. test.Stub.Sent.Select(Method)];
        // The newest protocol has no sessions: one request checks whether the server supports it.
        Assert.Equal(["server/discover", "initialize", "notifications/initialized", "tools/list", "DELETE"], methods);
        Assert.All(test.Stub.Sent, static sent => Assert.Equal("/i/i1/mcp", sent.Path));
        Assert.All(test.Stub.Sent.TakeLast(3), static sent => Assert.Equal("session-1", sent["Mcp-Session-Id"]));
        Assert.All(test.Stub.Sent, static sent => Assert.Null(sent["Authorization"]));
    }

    [Fact]
    public async Task All_pages_are_listed()
    {
        using TestClient test = new();
        Serve(test, static (method, request) => method != "tools/list" ? null : request["params"]?["cursor"]?.GetValue<string>() switch
        {
            null => """{"tools":[{"name":"a","inputSchema":{"type":"object"}}],"nextCursor":"2"}""",
            _ => """{"tools":[{"name":"b","inputSchema":{"type":"object"}}]}""",
        });

        Assert.Equal(
            ["a", "b"],
            await UseAsync(test, static async session =>
                await session.ListAsync(TestClient.Token).Select(static tool => tool.Name).ToArrayAsync(TestClient.Token)));
    }

    [Fact]
    public async Task Pages_without_an_end_are_an_error()
    {
        using TestClient test = new();
        Serve(test, static (method, _) => method == "tools/list" ? """{"tools":[{"name":"a","inputSchema":{"type":"object"}}],"nextCursor":"2"}""" : null);

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() =>
            UseAsync(test, static async session => await session.ListAsync(TestClient.Token).ToArrayAsync(TestClient.Token)));

        Assert.Equal("unreadable_answer", failure.ErrorCode);
    }

    [Fact]
    public async Task A_tool_is_called_with_its_arguments()
    {
        JsonNode? arguments = null;
        using TestClient test = new();
        Serve(test, (method, request) =>
        {
            arguments = method == "tools/call" ? request["params"]!["arguments"] : arguments;
            return method == "tools/call"
                ? """{"content":[{"type":"text","text":"one"},{"type":"image","data":"QQ==","mimeType":"image/png"},"""
                    + """{"type":"text","text":"two"}],"structuredContent":{"rows":[1,2]}}"""
                : null;
        });

        FleetToolResult result = await UseAsync(test, static session => session.CallAsync(
            "list_rows",
            new Dictionary<string, object?> { ["limit"] = 5, ["filter"] = new Dictionary<string, object?> { ["a"] = null, ["b"] = new List<double> { 1.5 } } },
            TestClient.Token));

        Assert.Equal("""{"limit":5,"filter":{"a":null,"b":[1.5]}}""", arguments!.ToJsonString());
        Assert.Equal(("one\ntwo", 3), (result.Text, result.Content.Length));
        Assert.Equal(new object[] { 1L, 2L }, ((OrderedDictionary<string, object?>)result.StructuredContent!)["rows"]);
        Assert.Equal("image/png", ((OrderedDictionary<string, object?>)result.Content[1])["mimeType"]);
    }

    [Fact]
    public async Task A_tool_that_failed_is_an_error()
    {
        using TestClient test = new();
        Serve(test, static (method, _) => method == "tools/call" ? """{"content":[{"type":"text","text":"no such row"}],"isError":true}""" : null);

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() =>
            UseAsync(test, static session => session.CallAsync("get_row", null, TestClient.Token)));

        Assert.Equal("tool_failed", failure.ErrorCode);
        Assert.Equal($"The tool 'get_row' of the instance '{Manager}' failed: no such row.", failure.Message);
    }

    [Theory]
    [InlineData("Unknown tool: 'x'", typeof(FleetNotFoundException))]
    [InlineData("There is no tool 'x'", typeof(FleetNotFoundException))]
    [InlineData("limit must be a number", typeof(FleetValidationException))]
    public async Task What_the_protocol_refuses_is_typed(string message, Type expected)
    {
        using TestClient test = new();
        Serve(test, static (_, _) => null, message);

        Assert.IsType(
            expected,
            await Assert.ThrowsAnyAsync<FleetException>(() => UseAsync(test, static session => session.CallAsync("x", null, TestClient.Token))));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, """{"detail":"Not Found"}""", typeof(FleetException), "not_supported")]
    [InlineData(HttpStatusCode.Gone, """{"detail":"The instance has ended"}""", typeof(FleetConflictException), "gone")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"detail":"busy"}""", typeof(FleetUnavailableException), null)]
    public async Task A_refusal_is_an_error_of_ours(HttpStatusCode status, string body, Type expected, string? code)
    {
        using TestClient test = new();
        test.Stub.Then(status, body);

        FleetException failure = await Assert.ThrowsAnyAsync<FleetException>(() =>
            UseAsync(test, static session => session.CallAsync("x", null, TestClient.Token)));

        Assert.IsType(expected, failure);
        Assert.Equal(code, failure.ErrorCode);
        Assert.Equal(status, failure.StatusCode);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_error_of_ours()
    {
        using TestClient test = new();
        test.Stub.Throws(static () => new HttpRequestException(HttpRequestError.ConnectionError));

        await Assert.ThrowsAsync<FleetConnectionException>(() => UseAsync(test, static session => session.CallAsync("x", null, TestClient.Token)));
    }

    [Fact]
    public async Task A_call_ends_with_its_token()
    {
        using CancellationTokenSource stop = new();
        using TestClient test = new();
        test.Stub.Then(async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("An endless wait ended.");
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => test.Client.Instances.Manager(Manager).OpenToolsAsync(stop.Token));
    }

    private static string Method(SentRequest sent) => sent.Body is null ? sent.Method.Method : JsonNode.Parse(sent.Body)!["method"]!.GetValue<string>();

    private static async Task<T> UseAsync<T>(TestClient test, Func<InstanceToolsClient, Task<T>> use)
    {
        InstanceToolsClient session = await test.Client.Instances.Manager(Manager).OpenToolsAsync(TestClient.Token);
        await using (session)
        {
            return await use(session);
        }
    }

    /// <summary>Answers like a server that requires a session for everything but its beginning.</summary>
    private static void Serve(TestClient test, Func<string, JsonNode, string?> result, string? refusal = null) => test.Stub.Then((sent, _) =>
    {
        if (sent.Body is null)
        {
            return Task.FromResult(StubHandler.Answer(sent.Method == HttpMethod.Delete ? HttpStatusCode.NoContent : HttpStatusCode.MethodNotAllowed));
        }

        JsonNode request = JsonNode.Parse(sent.Body)!;
        string method = request["method"]!.GetValue<string>();
        if (method != "initialize" && sent["Mcp-Session-Id"] != "session-1")
        {
            return Task.FromResult(
                StubHandler.Answer(
                    HttpStatusCode.BadRequest,
                    """{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: Missing session ID"}}"""));
        }

        if (request["id"] is not { } id)
        {
            return Task.FromResult(StubHandler.Answer(HttpStatusCode.Accepted));
        }

        string answer = method == "initialize"
            ? """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"app","version":"1"}}"""
            : result(method, request) ?? "";
        string message = answer.Length > 0
            ? $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"result":{{answer}} }"""
            : $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"error":{"code":-32602,"message":"{{refusal}}"} }""";
        return Task.FromResult(method == "tools/call"
            ? StubHandler.Answer(HttpStatusCode.OK, $"event: message\ndata: {message}\n\n", "text/event-stream")
            : StubHandler.Answer(HttpStatusCode.OK, message, headers: [("Mcp-Session-Id", "session-1")]));
    });
}
