using System.Net;
using Fleet.Client.Http;

namespace Fleet.Client.Tests.Http;

public sealed class RedactionTests
{
    private const string Gateway = "gateway-secret-value";

    [Fact]
    public async Task The_key_is_nowhere_to_be_seen_however_it_comes_back()
    {
        List<FleetLogEntry> log = [];
        using Sending sending = new()
        {
            Configure = options => options with
            {
                Headers = new Dictionary<string, string> { ["X-Gateway"] = Gateway, ["Server"] = "Bearer " + Gateway + "2" },
                ReleasesToken = "t0k3n/of?1",
                Log = log.Add,
                LogLevel = FleetLogLevel.Debug,
            },
        };
        string echo =
            $$"""{"detail":"key {{Sending.Key}} or {{Gateway}} or t0k3n%2Fof%3F1 is wrong","api_key":"another-one","nested":"""
            + """{"Refresh_Token":"r-1","byok_keys":{"openai":"sk-openai"} } }""";
        sending.Stub.Then(HttpStatusCode.Unauthorized, echo, ("X-Echo", Sending.Key), ("Server", Sending.Key), ("Set-Cookie", "session=1"));

        FleetException failure = await sending.FailAsync(Sending.Create() with
        {
            PathAndQuery = $"/v1/tasks/{Sending.Key}?region=us&token={Sending.Key}&env_key={Sending.Key}&x=plain-secret",
            Json =
                """{"api_key":"sk-body","prompt":"do it","env_variables":{"STRIPE_SECRET_KEY":"sk_test","OPENAI_API_KEY":"sk-o","LOCALE":"en"}}"""u8.ToArray(),
            Resource = ("task", Sending.Key),
        });

        string everything = string.Join('\n', log)
            + failure + failure.Message + failure.ResponseBody + failure.RequestUri + string.Join('\n', failure.ResponseHeaders);
        foreach (
            string secret in (string[])
                [Sending.Key, Gateway, "t0k3n", "another-one", "r-1", "sk-openai", "sk-body", "sk_test", "sk-o", "plain-secret", "session=1"])
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }

        Assert.Contains("do it", everything, StringComparison.Ordinal);
        Assert.Contains("\"LOCALE\":\"en\"", everything, StringComparison.Ordinal);
        Assert.Contains("region=us&token=REDACTED&env_key=REDACTED&x=REDACTED", everything, StringComparison.Ordinal);
        // This did not change the request.
        Assert.Equal("Bearer " + Sending.Key, sending.Stub.Sent[0]["Authorization"]);
        Assert.Equal(Gateway, sending.Stub.Sent[0]["X-Gateway"]);
    }

    [Theory]
    [InlineData("""{"api_key":"x"}""", """{"api_key":"REDACTED"}""")]
    [InlineData("""{"apiKey" : "a\"b\\", "b":1}""", """{"apiKey" : "REDACTED", "b":1}""")]
    [InlineData("""{"X-JWT-Token":"x"}""", """{"X-JWT-Token":"REDACTED"}""")]
    [InlineData("""{"password":12345,"b":1}""", """{"password":"REDACTED","b":1}""")]
    [InlineData("""{"secret":["a",{"b":"]"}],"c":1}""", """{"secret":"REDACTED","c":1}""")]
    [InlineData("""{"secret":{"a":{"b":"}"}}}""", """{"secret":"REDACTED"}""")]
    [InlineData("""{"token":null}""", """{"token":null}""")]
    [InlineData("{\"authorization\":\"Bearer cut off", "{\"authorization\":\"REDACTED\"")]
    [InlineData("""[{"refresh_token":"a"},{"refresh_token":"b"}]""", """[{"refresh_token":"REDACTED"},{"refresh_token":"REDACTED"}]""")]
    [InlineData("""{"tokens":12,"max_context_tokens":3,"key":"task_1"}""", """{"tokens":12,"max_context_tokens":3,"key":"task_1"}""")]
    [InlineData("""{"note":"the \"token\": is fine"}""", """{"note":"the \"token\": is fine"}""")]
    [InlineData("""{"tok\u0065n":"x"}""", """{"tok\u0065n":"REDACTED"}""")]
    [InlineData("plain token: x", "plain token: x")]
    [InlineData("\"", "\"")]
    [InlineData("", "")]
    public void Values_under_telling_names_are_hidden_even_in_broken_text(string text, string shown) =>
        Assert.Equal(shown, SecretMembers.Hide(text));

    [Fact]
    public void A_short_key_is_hidden_where_it_stands_alone()
    {
        Redactor redactor = new(new FleetClientOptions { Credential = FleetCredential.ApiKey("key1") });

        Assert.Equal("key12 monkey1 REDACTED, 'REDACTED' REDACTED", redactor.Text("key12 monkey1 key1, 'key1' key1"));
    }

    [Theory]
    [InlineData("""{"detail":"sk\u002Blive\/0123456789 is wrong"}""")]
    [InlineData("""{"detail":"sk\u002blive/0123456789 is wrong"}""")]
    [InlineData("""{"detail":[{"loc":["sk+live\/0123456789"],"msg":"sk\u002Blive\u002F0123456789 is wrong"}]}""")]
    [InlineData("SK%2BLIVE%2F0123456789 is wrong")]
    public async Task An_escape_does_not_bring_the_key_back(string echo)
    {
        using Sending sending = new() { Configure = static options => options with { Credential = FleetCredential.ApiKey("sk+live/0123456789") } };
        sending.Stub.Then(HttpStatusCode.UnprocessableEntity, echo);

        FleetValidationException failure = Assert.IsType<FleetValidationException>(await sending.FailAsync());

        Assert.Contains("REDACTED is wrong", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", failure.Message + string.Join(' ', failure.Fields), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_verbose_line_tells_of_each_attempt()
    {
        List<FleetLogEntry> log = [];
        using Sending sending = new() { Configure = options => options with { Log = log.Add } };
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable).Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync(Sending.Get("/v1/env/instances?run_id=r1"));
        await sending.PassWaitAsync();
        (await call).Dispose();

        string id = sending.Stub.Sent[0]["X-Request-ID"]!;
        Assert.Equal(
            [
                $"GET /v1/env/instances?run_id=r1: 503 Service Unavailable in 0 ms (attempt 1, request {id})",
                $"GET /v1/env/instances?run_id=r1: 200 OK in 0 ms (attempt 2, request {id})",
            ],
            log.Select(static entry => entry.Message));
        Assert.All(log, static entry => Assert.Equal(FleetLogLevel.Verbose, entry.Level));
    }

    [Fact]
    public async Task Headers_and_bodies_are_only_shown_where_they_are_asked_for()
    {
        List<FleetLogEntry> client = [];
        List<FleetLogEntry> view = [];
        using Sending sending = new() { Configure = options => options with { Log = client.Add } };
        sending.Stub.Then(HttpStatusCode.OK, """{"answer":42,"access_token":"t"}""");

        using HttpResponseMessage answer = await sending.SendAsync(Sending.Create(), new FleetCallOptions { Log = view.Add, LogLevel = FleetLogLevel.Debug });

        Assert.Single(client);
        Assert.Equal([FleetLogLevel.Debug, FleetLogLevel.Verbose, FleetLogLevel.Debug], view.Select(static entry => entry.Level));
        Assert.StartsWith("Request: POST http://fleet.test:8080/v1/env/instances\n", view[0].Message, StringComparison.Ordinal);
        Assert.Contains("\nAuthorization: REDACTED\n", view[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("""{"env_key":"helpdesk"}""", view[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("""{"answer":42,"access_token":"REDACTED"}""", view[2].Message, StringComparison.Ordinal);
        // The body was read for the log, and is still available.
        Assert.Equal("""{"answer":42,"access_token":"t"}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_long_body_is_cut_in_the_log()
    {
        List<FleetLogEntry> log = [];
        using Sending sending = new() { Configure = options => options with { Log = log.Add, LogLevel = FleetLogLevel.Debug } };
        sending.Stub.Then(HttpStatusCode.OK, new string('x', 300_000));

        (await sending.SendAsync()).Dispose();

        Assert.EndsWith("xxx... (300000 characters)", log[^1].Message, StringComparison.Ordinal);
        Assert.InRange(log[^1].Message.Length, 4096, 5000);
    }

    [Fact]
    public async Task A_log_that_fails_does_not_fail_the_call()
    {
        using Sending sending = new()
        {
            Configure = static options => options with { Log = static _ => throw new InvalidOperationException("The disk is full.") },
        };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();
    }

    [Fact]
    public void Options_and_credentials_print_no_secret()
    {
        FleetClientOptions options = new()
        {
            Credential = FleetCredential.ApiKey(Sending.Key),
            ReleasesToken = "releases-token",
            Headers = new Dictionary<string, string> { ["X-Gateway"] = Gateway },
        };

        Assert.Equal("https://orchestrator.fleetai.com/", options.ToString());
        Assert.Equal("ApiKey", options.Credential.ToString());
        Assert.All(options.Credential.GetType().GetProperties(), property =>
            Assert.DoesNotContain(Sending.Key, property.GetValue(options.Credential)?.ToString() ?? "", StringComparison.Ordinal));
    }
}
