using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Corner cases missing from the recording, as a flux0 server of the same version answered them.</summary>
public sealed class ExactModeTests
{
    private const string NotFound = """{"detail":"Not Found"}""";
    private const string NoMethod = """{"detail":"Method Not Allowed"}""";
    private const string Failure = "Internal Server Error";

    [Theory]
    [InlineData("GET", "/api%2Fagents", 200, """{"data":[]}""")]
    [InlineData("GET", "/%61pi/agents", 200, """{"data":[]}""")]
    [InlineData("GET", "/api/./agents", 404, NotFound)]
    [InlineData(
        "GET",
        "/api/agents/%FF%FF%FF%FF%FF%FF%FF%FF%FF%FF",
        404,
        "{\"detail\":\"Agent with ID \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd not found\"}")]
    [InlineData("GET", "/api/sessions/01234%2F6789/events", 404, NotFound)]
    [InlineData("get", "/api/agents", 405, NoMethod)]
    [InlineData("GET", "/API/agents", 404, NotFound)]
    [InlineData(
        "GET",
        "/api/agents/%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82%F0%9F%99%82",
        404,
        """{"detail":"Agent with ID 🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂 not found"}""")]
    [InlineData(
        "GET",
        "/api/sessions/0123456789/events?min_offset=99999999999999999999",
        400,
        """{"detail":"Cannot list events for non-existent session with ID 0123456789"}""")]
    [InlineData(
        "GET",
        "/api/sessions/0123456789/events?Min_Offset=x&source=a&source=user",
        400,
        """{"detail":"Cannot list events for non-existent session with ID 0123456789"}""")]
    public async Task Paths_methods_and_queries_are_read_as_the_original_reads_them(string method, string target, int status, string body)
    {
        await using TestServer server = await ExactServer.StartAsync();
        using RawHttp answer = await RawHttp.SendAsync(server, method, target, [("Host", "flux0.test:8080")], null);
        Assert.Equal((status, body), (answer.Status, await answer.ReadBodyAsync()));
        Assert.Equal("uvicorn", answer.Headers["server"]);
    }

    [Theory]
    [InlineData("GET", "/api/agents//?x=%20+", "http://flux0.test:8080/api/agents?x=%20+")]
    [InlineData("HEAD", "/api/agents/%C3%A9/", "http://flux0.test:8080/api/agents/%C3%A9")]
    [InlineData("DELETE", "/api/sessions%2F", "http://flux0.test:8080/api/sessions")]
    public async Task Slashes_at_the_end_lead_to_the_path_without(string method, string target, string location)
    {
        await using TestServer server = await ExactServer.StartAsync();
        using RawHttp answer = await RawHttp.SendAsync(server, method, target, [("Host", "flux0.test:8080")], null);
        Assert.Equal((307, location, "0"), (answer.Status, answer.Headers["location"], answer.Headers["content-length"]));
    }

    [Theory]
    [InlineData("image/svg+json")]
    [InlineData("application / json")]
    [InlineData("text/json")]
    public async Task Bodies_of_other_types_are_text(string type)
    {
        await using TestServer server = await ExactServer.StartAsync();
        TestAnswer answer = await CreateAgentAsync(server, "{}", ("Content-Type", type));
        Assert.Equal(
            """{"detail":[{"type":"model_attributes_type","loc":"""
                + """["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"{}"}]}""",
            answer.Body);
    }

    [Theory]
    [InlineData("""{"name":NaN,"type":"t"}""")]
    [InlineData("""{"name":1e999,"type":"t"}""")]
    [InlineData("""{"name":"\ud800","type":"t"}""")]
    [InlineData("""{"name":"n","type":"t","\ud800":1}""")]
    public async Task What_the_answer_cannot_repeat_is_a_failure(string body)
    {
        await using TestServer server = await ExactServer.StartAsync();
        TestAnswer answer = await CreateAgentAsync(server, body);
        Assert.Equal((500, Failure), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Of_members_with_one_name_the_last_is_repeated()
    {
        await using TestServer server = await ExactServer.StartAsync();
        TestAnswer answer = await CreateAgentAsync(server, """{"name":{"x":1,"y":[{"z":1,"z":2}],"x":3},"type":"t"}""");
        Assert.Equal("""{"x":3,"y":[{"z":2}]}""", answer.Json["detail"]![0]!["input"]!.ToJsonString());
    }

    [Fact]
    public async Task An_empty_title_is_kept_and_an_empty_description_is_not()
    {
        await using TestServer server = await ExactServer.StartAsync();
        JsonNode agent = await server.CallAsync("POST", "/api/agents", """{"name":"n","type":"t","description":""}""");
        JsonNode session = await server.CallAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent["id"]}}","title":""}""");
        Assert.Null(agent["description"]);
        Assert.Equal("", (string?)session["title"]);
        Assert.Equal("", (string?)(await server.CallAsync("GET", "/api/sessions"))["data"]![0]!["title"]);
    }

    [Fact]
    public async Task A_comma_that_nothing_follows_is_named()
    {
        await using TestServer server = await ExactServer.StartAsync();
        JsonNode problem = (await CreateAgentAsync(server, """{"name":"n",}""")).Json["detail"]![0]!;
        Assert.Equal("""["body",11]""", problem["loc"]!.ToJsonString());
        Assert.Equal("Illegal trailing comma before end of object", (string?)problem["ctx"]!["error"]);
    }

    [Theory]
    [InlineData("flux0_user_sub=A", "flux0_user_sub=\"A\"", true)]
    [InlineData("flux0_user_sub=A", "flux0_user_sub=\"\\101\"", true)]
    [InlineData("flux0_user_sub=A", "x=\"y;  flux0_user_sub =  A ", true)]
    [InlineData("flux0_user_sub=A", "flux0_user_sub=B; flux0_user_sub=A", true)]
    [InlineData("flux0_user_sub=A", "flux0_user_sub=%41", false)]
    [InlineData("flux0_user_sub=A", "Flux0_User_Sub=A", false)]
    [InlineData("flux0_user_sub=", "flux0_user_sub", true)]
    [InlineData("flux0_user_sub=anonymous", "flux0_user_sub=\"\"", true)]
    public async Task Cookies_are_read_as_the_original_reads_them(string one, string other, bool isSameUser)
    {
        await using TestServer server = await ExactServer.StartAsync();
        string agent = (string)(await server.CallAsync("POST", "/api/agents", """{"name":"n","type":"echo"}"""))["id"]!;
        string[] users = [await UserAsync(one), await UserAsync(other)];
        Assert.Equal(isSameUser, users[0] == users[1]);

        async Task<string> UserAsync(string cookie) =>
            (string)(await server.CallAsync("POST", "/api/sessions", $$"""{"agent_id":"{{agent}}"}""", ("Cookie", cookie)))["user_id"]!;
    }

    [Theory]
    [InlineData(
        """[{"type":"tool_call","tool_call_id":"c","tool_name":"t","args":["{\"a\":[NaN,1e999],\"b\":1,","\"b\":1.50e-7}"]}]""",
        """[{"type":"tool_call","tool_call_id":"c","tool_name":"t","args":{"a":[null,null],"b":1.5e-07}}]""")]
    [InlineData("""[{"type":"tool_call","tool_call_id":1,"tool_name":"t","args":{}}]""", null)]
    [InlineData("""[{"type":"content","tool_call_id":"c","tool_name":"t","args":{}}]""", null)]
    [InlineData("""[{"type":"tool_call","tool_call_id":"c","tool_name":"t","args":["\"\\ud800\""]}]""", null)]
    [InlineData("""[{"tool_call_id":"c","tool_name":"t","args":{}}]""", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("5", "")]
    public Task Tool_calls_are_stored_as_the_original_stores_them(string calls, string? parts) => StoreAsync("/tool_calls", calls, "parts", parts);

    [Theory]
    [InlineData("{}", "[]")]
    [InlineData(
        """[{"tool_call_id":"c","tool_name":"t","args":{},"data":{"result":1e-5}}]""",
        """[{"tool_call_id":"c","tool_name":"t","args":{},"result":{"data":1e-05,"metadata":{},"control":{"mode":"auto"}},"error":null}]""")]
    [InlineData("""[{"tool_call_id":"c","tool_name":"t","args":{},"data":{}}]""", "")]
    public Task Tool_results_are_stored_as_the_original_stores_them(string results, string? calls) =>
        StoreAsync("/tool_call_results", results, "tool_calls", calls);

    [Theory]
    [InlineData("""{"agent_name":"n"}""", """{"id":"","name":"n"}""")]
    [InlineData("""{"agent_id":null,"agent_name":[true,"x"]}""", """{"id":"None","name":"[True, 'x']"}""")]
    public async Task Who_speaks_is_told_in_the_originals_notation(string metadata, string participant)
    {
        string chunk = $$$"""{"chunk":"e","patches":[{"op":"add","path":"/-","value":"x"}],"metadata":{{{metadata}}}}""";
        string body = await RunAsync($$"""[{{chunk}},{"status":"ready","event":"e"},{"status":"completed"}]""");
        Assert.EndsWith(participant, JsonNode.Parse(body)!["data"]![1]!["data"]!["participant"]!.ToJsonString(s_plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_is_none_breaks_the_list_for_good() =>
        Assert.Equal(Failure, await RunAsync("""[{"status":"weird"},{"status":"completed"}]"""));

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs an agent that emits one document.</summary>
    /// <param name="path">The path to put the value at.</param>
    /// <param name="value">The value.</param>
    /// <param name="member">The member of the stored event's data to look at.</param>
    /// <param name="expected">That member; null for an event that cannot be listed, empty for no event.</param>
    private static async Task StoreAsync(string path, string value, string member, string? expected)
    {
        string chunk = $$$"""{"chunk":"e","patches":[{"op":"add","path":"{{{path}}}","value":{{{value}}}}]}""";
        string body = await RunAsync($$"""[{{chunk}},{"status":"ready","event":"e"},{"status":"completed"}]""");
        if (string.IsNullOrEmpty(expected))
        {
            Assert.Equal(expected is null, body == Failure);
            Assert.DoesNotContain("\"offset\":1", body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"\"{member}\":{expected}", body, StringComparison.Ordinal);
        }
    }

    /// <summary>Sends one message to an agent that plays these steps.</summary>
    /// <returns>The list of events afterwards.</returns>
    private static async Task<string> RunAsync(string steps)
    {
        string runners = Path.Combine(Path.GetTempPath(), $"fleet-runners-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(runners, """{"runners":{"played":{"kind":"static","steps":""" + steps + "}}}");
        try
        {
            await using TestServer server = await ExactServer.StartAsync(runners);
            Talk talk = await Talk.StartAsync(server, "played");
            await talk.AskAsync("hello");
            return (await server.SendAsync("GET", $"/api/sessions/{talk.SessionId}/events")).Body;
        }
        finally
        {
            File.Delete(runners);
        }
    }

    private static async Task<TestAnswer> CreateAgentAsync(TestServer server, string body, params IEnumerable<(string, string)> headers)
    {
        using RawHttp answer = await RawHttp.SendAsync(server, "POST", "/api/agents", [("Host", "flux0.test"), ("Content-Length", ""), .. headers], body);
        return new TestAnswer(answer.Status, await answer.ReadBodyAsync(), answer.Headers);
    }
}
