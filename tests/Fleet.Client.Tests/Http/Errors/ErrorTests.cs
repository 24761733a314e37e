using System.Net;
using System.Text.Json.Nodes;
using Fleet.Client.Http;
using Fleet.Client.Tests.Golden;

namespace Fleet.Client.Tests.Http;

public sealed class ErrorTests
{
    /// <summary>The exception for each recorded error: our type, and its other properties. An entry that is not here fails the test.</summary>
    private static readonly Dictionary<string, Action<FleetException>> s_expected = new()
    {
        ["401"] = static e => Assert.IsType<FleetAuthenticationException>(e),
        ["403_limit_structured"] = static e => IsLimit(e, 10, 10),
        ["403_limit_text_only"] = static e => IsLimit(e, null, null),
        ["403_limit_numbers"] = static e => IsLimit(e, 10, 10),
        ["403_limit_text"] = static e => IsLimit(e, 10, 10),
        ["403_team"] = static e => IsMissing(e, "team", null),
        ["403_env"] = static e => Assert.Contains("'fira'", Assert.IsType<FleetPermissionException>(e).Message, StringComparison.Ordinal),
        ["403_other"] = static e => Assert.IsType<FleetPermissionException>(e),
        ["400_region"] = static e =>
        {
            FleetValidationException invalid = Assert.IsType<FleetValidationException>(e);
            Assert.Equal("The region us-south-9 is not supported. Use one of: us-west-1, us-east-1.", invalid.Message);
            Assert.Equal("unsupported_region", invalid.ErrorCode);
            Assert.Equal("region", Assert.Single(invalid.Fields).Field);
        },
        ["400_env"] = static e => IsMissing(e, "environment", "nope"),
        ["400_version"] = static e => IsMissing(e, "version", "v9"),
        ["400_version_env_word"] = static e => IsMissing(e, "version", "v9"),
        ["400_other"] = static e => Assert.IsType<FleetValidationException>(e),
        ["400_list_detail"] = static e => IsInvalid(e, "body.x", "bad"),
        ["404"] = static e => IsMissing(e, "instance", "gone"),
        ["409"] = static e => Assert.Equal("my-task", Assert.IsType<FleetConflictException>(e).ResourceId),
        ["422"] = static e => IsInvalid(e, "body.env_key", "field required"),
        ["429"] = static e => Assert.IsType<FleetRateLimitException>(e),
        ["429_limit_structured"] = static e => IsLimit(e, 3, 3),
        ["500_text"] = static e => Assert.IsType<FleetUnavailableException>(e),
        ["500_dict_detail"] = static e => Assert.Equal("x", Assert.IsType<FleetUnavailableException>(e).ErrorCode),
        ["503_nodetail"] = static e => Assert.Contains(": down.", Assert.IsType<FleetUnavailableException>(e).Message, StringComparison.Ordinal),
        ["json_list_body"] = static e => Assert.Contains(": x.", Assert.IsType<FleetUnavailableException>(e).Message, StringComparison.Ordinal),
    };

    public static TheoryData<string> RecordedErrors { get; } =
    [.. GoldenFile.Entries.Keys.Where(static id => id.StartsWith("error_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(RecordedErrors))]
    public async Task A_recorded_error_gets_its_type(string id)
    {
        GoldenRequest request = GoldenFile.Entries[id].Requests[0];
        HttpStatusCode status = (HttpStatusCode)request.Status;
        string kind = id["error_".Length..].Split('@')[0].Replace("_async", "", StringComparison.Ordinal).Replace("_sync", "", StringComparison.Ordinal);
        using Sending sending = new();
        sending.Stub.Then(status, request.Answer is JsonValue text ? text.GetValue<string>() : request.Answer!.ToJsonString());

        FleetException failure = await sending.FailAsync(Sending.Get(request.Path) with { Resource = ("instance", "gone") });

        s_expected[kind](failure);
        Assert.Equal(status, failure.StatusCode);
        Assert.Equal("GET", failure.Method);
        Assert.Equal(Sending.Base + request.Path, failure.RequestUri?.AbsoluteUri);
        Assert.Equal(sending.Stub.Sent[0]["X-Request-ID"], failure.RequestId);
        Assert.Equal(1, failure.Attempts);
        Assert.NotNull(failure.ResponseBody);
        Assert.Contains("application/json", failure.ResponseHeaders["content-type"], StringComparison.Ordinal);
        Assert.Matches(@"^[^\r\n]{10,}[.]$", failure.Message);
    }

    [Theory]
    [InlineData(
        400,
        """{"detail":{"error_type":"version_not_found","message":"Version 'v9' is missing for 'fira'"}}""",
        "Environment 'fira' has no version 'v9'. List the environments to see the available versions."
    )]
    [InlineData(
        400,
        """{"detail":"Version 'v9' not found for environment 'fira'"}""",
        "Environment 'fira' has no version 'v9'. List the environments to see the available versions."
    )]
    [InlineData(400, """{"detail":"Version 'v9' not found for data 'crm' of 'fira'"}""", "The data 'crm' has no version 'v9'. Check the data key.")]
    [InlineData(400, """{"detail":"Version not found"}""", "The environment has no such version. List the environments to see the available versions.")]
    [InlineData(400, """{"detail":"Region x unsupported"}""", "The region is not supported.")]
    [InlineData(400, "", "The service does not accept the request. Correct it and try again.")]
    [InlineData(403, "", "The credentials do not allow this. Use credentials that allow it.")]
    [InlineData(
        403,
        """{"detail":"You have 12 running instances out of a maximum of 12. Instance limit reached."}""",
        "No more instances may run: 12 of 12 instances are running. Close some, or ask for a higher limit."
    )]
    [InlineData(
        404,
        "<html><body>nginx</body></html>",
        "There is no task 't1' at http://fleet.test:8080; the response does not come from the service itself. Check that the address is right."
    )]
    [InlineData(404, """{"detail":"Task not found"}""", "There is no task 't1' at http://fleet.test:8080: Task not found. Check the id.")]
    [InlineData(408, "", "http://fleet.test:8080 gave up waiting for the request (408). Try again.")]
    [InlineData(410, """{"detail":"The lease has ended"}""", "The lease has ended.")]
    [InlineData(413, "", "The request is too large for http://fleet.test:8080.")]
    [InlineData(418, "", "http://fleet.test:8080 rejects the call (418). Check that the address is that of the service.")]
    [InlineData(422, """{"detail":"No."}""", "The service does not accept the request: No. Correct it and try again.")]
    [InlineData(
        422,
        """{"detail":[{"loc":["body","a",0,"b"],"msg":"bad","type":"t"},{"loc":["query","c"],"msg":"worse","type":"u"}]}""",
        "The service does not accept the request: body.a.0.b: bad; query.c: worse. Correct it and try again."
    )]
    [InlineData(
        422,
        """{"title":"One or more errors","errors":{"ttl":["too long","not even"]}}""",
        "The service does not accept the request: One or more errors. Correct it and try again."
    )]
    [InlineData(
        429,
        """{"detail":"Slow down"}""",
        "http://fleet.test:8080 is getting too many requests: Slow down. Try again later, or send fewer at once."
    )]
    [InlineData(500, "<!doctype html><title>Oops</title>", "http://fleet.test:8080 cannot serve the call now (500 InternalServerError). Try again later.")]
    [InlineData(502, "bad\r\n  gateway", "http://fleet.test:8080 cannot serve the call now (502 BadGateway): bad gateway. Try again later.")]
    [InlineData(
        500,
        """{"error":{"code":"boom","message":"It broke"}}""",
        "http://fleet.test:8080 cannot serve the call now (500 InternalServerError): It broke. Try again later."
    )]
    [InlineData(
        500,
        """{"detail": {"odd": tru""",
        "http://fleet.test:8080 cannot serve the call now (500 InternalServerError): {\"detail\": {\"odd\": tru. Try again later."
    )]
    public async Task An_error_says_what_to_do(int status, string body, string message)
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)status, body);

        FleetException failure = await sending.FailAsync(Sending.Get("/v1/tasks/t1") with { Resource = ("task", "t1") });

        Assert.Equal(message, failure.Message);
    }

    [Theory]
    [InlineData(409, "instance", "Instance 'i1' has ended: closed by the caller", "Instance 'i1' has ended: closed by the caller. Make a new instance.")]
    [InlineData(410, "instance", "The lease is over", "The lease is over. Make a new instance.")]
    [InlineData(409, "verifier", "Instance 'i1' has ended", "Instance 'i1' has ended. Make a new instance.")]
    [InlineData(409, "verifier", "Locked", "Locked.")]
    [InlineData(409, "task", "Task 't1' already exists", "Task 't1' already exists. Update it, or use another key.")]
    [InlineData(409, "task", "Task 't1' is locked", "Task 't1' is locked.")]
    public async Task A_conflict_says_what_to_do_where_that_is_known(int status, string type, string detail, string message)
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)status, $$"""{"detail":"{{detail}}"}""");

        FleetException failure = await sending.FailAsync(
            Sending.Get() with
            {
                Resource = (type, "t1"),
                OtherResource = type == "verifier" ? ("instance", "i1") : null,
            }
        );

        Assert.IsType<FleetConflictException>(failure);
        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public async Task What_has_no_id_is_looked_for_at_the_wrong_address()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.NotFound, """{"detail":"Not Found"}""");

        FleetException failure = await sending.FailAsync(Sending.Get() with { Resource = ("account", null) });

        Assert.Equal("http://fleet.test:8080 did not find what was requested: Not Found. Check the address and the request.", failure.Message);
    }

    [Theory]
    [InlineData(404, typeof(FleetNotFoundException))]
    [InlineData(408, typeof(FleetTimeoutException))]
    [InlineData(410, typeof(FleetConflictException))]
    [InlineData(412, typeof(FleetConflictException))]
    [InlineData(413, typeof(FleetValidationException))]
    [InlineData(418, typeof(FleetException))]
    [InlineData(423, typeof(FleetConflictException))]
    [InlineData(504, typeof(FleetUnavailableException))]
    [InlineData(599, typeof(FleetUnavailableException))]
    public async Task A_status_without_a_body_has_a_type(int status, Type type)
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)status);

        Assert.IsType(type, await sending.FailAsync());
    }

    [Theory]
    [InlineData("https://login.example.test/start?session=secret", "https://login.example.test")]
    [InlineData("/elsewhere", Sending.Base)]
    public async Task A_redirection_is_an_error_that_names_where_it_leads(string location, string named)
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.Found, "", ("Location", location));

        FleetException failure = await sending.FailAsync();

        Assert.Equal($"{Sending.Base} redirects to {named} (302), which is not followed. Use the service's own address.", failure.Message);
        Assert.Equal("redirect", failure.ErrorCode);
        Assert.Equal("REDACTED", failure.ResponseHeaders["Location"]);
    }

    [Fact]
    public async Task Without_credentials_a_401_asks_for_some()
    {
        using Sending sending = new() { Configure = static options => options with { Credential = null } };
        sending.Stub.Then(HttpStatusCode.Unauthorized, """{"detail":"Missing key"}""");

        FleetException failure = await sending.FailAsync();

        Assert.Equal("http://fleet.test:8080 requires credentials: Missing key. Supply an API key or log in.", failure.Message);
        Assert.Null(sending.Stub.Sent[0]["Authorization"]);
    }

    [Fact]
    public async Task A_long_body_is_cut_and_never_in_the_message()
    {
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.InternalServerError, new string('x', 200_000));

        FleetException failure = await sending.FailAsync();

        Assert.Equal(16 * 1024, failure.ResponseBody!.Length);
        Assert.InRange(failure.Message.Length, 1, 1024);
    }

    [Fact]
    public async Task A_body_that_breaks_leaves_the_error_of_the_status()
    {
        using Sending sending = new();
        sending.Stub.Then(
            static (_, _) =>
                Task.FromResult(new HttpResponseMessage(HttpStatusCode.Conflict) { Content = new StreamContent(new BrokenStream(sized: true)) }));

        FleetException failure = await sending.FailAsync();

        Assert.IsType<FleetConflictException>(failure);
        Assert.Null(failure.ResponseBody);
    }

    [Fact]
    public async Task A_success_whose_body_breaks_is_a_connection_error()
    {
        using Sending sending = new();
        sending.Stub.Then(
            static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(sized: false)) }));
        using HttpResponseMessage answer = await sending.SendAsync();

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(
            () => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "The connection to http://fleet.test:8080 broke while the response was being read. Check that the service is running, and try again.",
            failure.Message);
        Assert.NotNull(failure.RequestId);
    }

    [Fact]
    public async Task A_small_body_that_breaks_is_asked_for_again()
    {
        using Sending sending = new();
        sending.Stub
            .Then(static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(sized: true)) }))
            .Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync();
        await sending.PassWaitAsync();

        using HttpResponseMessage answer = await call;
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_service_without_an_address_is_a_clear_error()
    {
        using Sending sending = new() { Configure = static options => options with { Uri = FleetClientOptions.HostedUri } };

        FleetException failure = await sending.FailAsync(Sending.Get("/v1/runs") with { Service = FleetService.Releases });

        Assert.Equal(
            "The address of the releases service is not set. Set ReleasesUri or FLEET_RELEASES_URL.",
            Assert.IsType<FleetValidationException>(failure).Message);
        Assert.Empty(sending.Stub.Sent);
    }

    private static void IsLimit(FleetException failure, int? running, int? limit)
    {
        FleetLimitException limited = Assert.IsType<FleetLimitException>(failure);
        Assert.Equal(running, limited.RunningInstances);
        Assert.Equal(limit, limited.InstanceLimit);
        Assert.Equal("instance_limit_exceeded", limited.ErrorCode);
    }

    private static void IsMissing(FleetException failure, string type, string? id)
    {
        FleetNotFoundException missing = Assert.IsType<FleetNotFoundException>(failure);
        Assert.Equal(type, missing.ResourceType);
        Assert.Equal(id, missing.ResourceId);
    }

    private static void IsInvalid(FleetException failure, string field, string message)
    {
        FleetFieldError error = Assert.Single(Assert.IsType<FleetValidationException>(failure).Fields);
        Assert.Equal(field, error.Field);
        Assert.Equal(message, error.Message);
    }

    private sealed class BrokenStream(bool sized) : MemoryStream
    {
        public override bool CanSeek => sized;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Connection reset by peer.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw new IOException("Connection reset by peer.");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("Connection reset by peer.");
    }
}
