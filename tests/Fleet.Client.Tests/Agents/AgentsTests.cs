using System.Collections;
using System.Net;
using Fleet.Client.Tests.Golden;
using Fleet.Testing;

namespace Fleet.Client.Tests.Agents;

public sealed class AgentsTests
{
    private const string Session = "MYSESSION1";
    private const string NoList =
        """{"detail":[{"type":"list_type","loc":["query","types"],"msg":"Input should be a valid list","input":"tool"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_is_read_with_and_without_a_description()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, Flux0File.Answer("list agents"));
        using FleetClient client = Make(stub);

        List<FleetAgent> agents = await client.Agents.ListAsync(Token).ToListAsync(Token);

        Assert.Equal(
            ("ZygbH7DaCe", "echo agent", "echo", "Repeats what it is told"),
            (agents[0].AgentId, agents[0].Name, agents[0].Type, agents[0].Description));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 1, 59, 55, 834, 123, TimeSpan.Zero), agents[0].CreatedAt);
        Assert.Null(agents[1].Description);
    }

    [Fact]
    public async Task A_session_of_the_later_server_keeps_its_mode_and_metadata()
    {
        using StubHandler stub = new();
        stub.Then(
            HttpStatusCode.Created,
            """{"id":"MYSESSION1","agent_id":"ZygbH7DaCe","user_id":"Jk3RayExTf","mode":"record","metadata":{"recording":{"recording_id":"r1"}}"""
                + ""","consumption_offsets":{"client":3}}"""
        );
        using FleetClient client = Make(stub);

        FleetSession session = await client.Sessions.CreateAsync(
            new FleetSessionRequest { AgentId = "ZygbH7DaCe", Mode = "record", Metadata = new Hashtable { ["a"] = 1 } }, Token);

        Assert.Equal("""{"agent_id":"ZygbH7DaCe","mode":"record","metadata":{"a":1}}""", stub.Sent.Single().Body);
        Assert.Equal(("record", 3, (string?)null), (session.Mode, session.ClientOffset, session.Title));
        Assert.Equal("r1", ((IDictionary)session.Metadata!["recording"]!)["recording_id"]);
    }

    [Fact]
    public async Task The_events_of_a_talk_with_tools_are_typed_and_whole()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, Flux0File.Answer("events after stream tools"));
        using FleetClient client = Make(stub);

        List<FleetSessionEvent> events = await client.Sessions.ListEventsAsync(Session, cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(0, 7), events.Select(static one => one.Offset));
        Assert.All(events, static one => Assert.Equal(Session, one.SessionId));
        Assert.Equal(("user", "hello big world", "Anonymous", false), (events[0].Source, events[0].Text, events[0].ParticipantName, events[0].IsFlagged));
        Assert.Equal(("status", "processing", 0), (events[1].Type, events[1].Status, events[1].AcknowledgedOffset));
        FleetToolCall call = Assert.Single(events[2].ToolCalls);
        Assert.Equal(("call_1", "search", "SF weather"), (call.ToolCallId, call.ToolName, ((IDictionary)call.Arguments!)["query"]));
        FleetToolCall done = Assert.Single(events[3].ToolCalls);
        Assert.Equal(("tool", "60 degrees, foggy", (string?)null), (events[3].Type, done.Result, done.Error));
        Assert.Equal("It is 60 degrees.", events[6].Text);
    }

    [Fact]
    public async Task What_is_not_known_is_kept()
    {
        using StubHandler stub = new();
        stub.Then(
            HttpStatusCode.OK,
            """{"data":[{"id":"e","correlation_id":"c","type":"widget","source":"robot","offset":0,"data":{"type":"message","parts":"""
                + """[{"type":"image","url":"u"}],"status":"dreaming"},"metadata":7},{"id":"f","offset":1,"data":[1]}]}"""
        );
        using FleetClient client = Make(stub);

        List<FleetSessionEvent> events = await client.Sessions.ListEventsAsync(Session, cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(("widget", "robot", "dreaming"), (events[0].Type, events[0].Source, events[0].Status));
        FleetMessagePart part = Assert.Single(events[0].Parts);
        Assert.Equal(("image", "u"), (part.Type, part.Raw!["url"]));
        Assert.Equal([1L], (object?[])events[1].Data!);
    }

    [Fact]
    public async Task A_service_that_refuses_the_types_is_asked_without_them_from_then_on()
    {
        using StubHandler stub = new();
        stub.Then((HttpStatusCode)422, NoList).Then(HttpStatusCode.OK, Flux0File.Answer("events after stream tools"));
        using FleetClient client = Make(stub);
        FleetSessionEventQuery query = new() { MinOffset = 1, Types = ["tool", "message"] };

        List<FleetSessionEvent> first = await client.Sessions.ListEventsAsync(Session, query, Token).ToListAsync(Token);
        List<FleetSessionEvent> second = await client.Sessions.ListEventsAsync(Session, query, Token).ToListAsync(Token);

        Assert.Equal(["message", "message", "tool", "message"], first.Select(static one => one.Type));
        Assert.Equal(first.Select(static one => one.EventId), second.Select(static one => one.EventId));
        Assert.Equal(["?min_offset=1&types=tool&types=message", "?min_offset=1", "?min_offset=1"], stub.Sent.Select(static sent => sent.Uri.Query));
    }

    [Theory]
    [InlineData("create session unknown agent", "agent", "0123456789")]
    [InlineData("list events unknown session", "session", "0123456789")]
    [InlineData("retrieve agent unknown", "agent", "0123456789")]
    public async Task A_400_that_means_not_found_is_not_found(string exchange, string type, string id)
    {
        using StubHandler stub = new();
        stub.Then(exchange.StartsWith("retrieve", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, Flux0File.Answer(exchange));
        using FleetClient client = Make(stub);

        FleetNotFoundException missing = await Assert.ThrowsAsync<FleetNotFoundException>(async () =>
            _ =
                type == "agent" && exchange[0] == 'c' ? await client.Sessions.CreateAsync(new FleetSessionRequest { AgentId = id }, Token)
                : type == "agent" ? await client.Agents.GetAsync(id, Token)
                : (object)await client.Sessions.ListEventsAsync(id, cancellationToken: Token).ToListAsync(Token));

        Assert.Equal((type, id), (missing.ResourceType, missing.ResourceId));
    }

    [Fact]
    public async Task A_list_that_one_event_breaks_says_how_to_get_the_others()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.InternalServerError, "Internal Server Error");
        using FleetClient client = Make(stub);

        FleetUnavailableException failure = await Assert.ThrowsAsync<FleetUnavailableException>(
            async () => await client.Sessions.ListEventsAsync(Session, cancellationToken: Token).ToListAsync(Token));

        Assert.EndsWith(
            "Try again later; if it persists, the service cannot read one of the session's events: list the others by offset, source or correlation id.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_422_names_its_fields()
    {
        using StubHandler stub = new();
        stub.Then((HttpStatusCode)422, Flux0File.Answer("create agent name too long"));
        using FleetClient client = Make(stub);

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() =>
            client.Agents.CreateAsync(new FleetAgentRequest { Name = new string('n', 101), Type = "t" }, Token));

        Assert.Equal(("body.name", "string_too_long"), (refusal.Fields[0].Field, refusal.Fields[0].Code));
        Assert.Equal(new string('n', 101), refusal.Fields[0].Input);
        Assert.Equal(100L, refusal.Fields[0].Context!["max_length"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("01234567890")]
    public async Task An_id_of_another_length_is_never_sent(string id)
    {
        using StubHandler stub = new();
        using FleetClient client = Make(stub);

        await Assert.ThrowsAsync<FleetValidationException>(() => client.Agents.GetAsync(id, Token));
        await Assert.ThrowsAsync<FleetValidationException>(() => client.Sessions.GetAsync(id, Token));
        await Assert.ThrowsAsync<FleetValidationException>(() => client.Sessions.CreateAsync(new FleetSessionRequest { AgentId = id }, Token));
        Assert.Throws<FleetValidationException>(() => client.Sessions.ListEventsAsync(id, cancellationToken: Token));
        Assert.Empty(stub.Sent);
    }

    [Fact]
    public async Task An_id_is_escaped_and_its_length_counted_in_code_points()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, """{"id":"x","name":"n","type":"t"}""");
        using FleetClient client = Make(stub);

        await client.Agents.GetAsync("a/b?c%\U0001F30Ddef", Token);

        Assert.Equal("/api/agents/a%2Fb%3Fc%25%F0%9F%8C%8Ddef", stub.Sent.Single().Path);
    }

    [Fact]
    public async Task The_user_is_a_cookie_that_no_log_shows()
    {
        List<string> log = [];
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, """{"data":[]}""");
        using FleetClient client = new(new FleetClientOptions
        {
            AgentsUri = new Uri(Flux0File.Base),
            AgentsUser = "alice",
            Handler = stub,
            Log = entry => log.Add(entry.Message),
            LogLevel = FleetLogLevel.Debug,
        });

        await client.Sessions.ListAsync(cancellationToken: Token).ToListAsync(Token);

        Assert.Equal("flux0_user_sub=alice", stub.Sent.Single()["Cookie"]);
        Assert.Contains(log, static line => line.Contains("Cookie: REDACTED", StringComparison.Ordinal));
        Assert.DoesNotContain(log, static line => line.Contains("alice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://own.test:8080", null, true)]
    [InlineData("http://own.test:8080", "http://own.test:8080/agents", true)]
    [InlineData("http://own.test:8080", "http://flux0.test", false)]
    [InlineData("https://orchestrator.fleetai.com", "http://flux0.test", false)]
    public async Task The_key_of_the_environments_goes_to_their_own_server_alone(string uri, string? agentsUri, bool sent)
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, """{"data":[]}""");
        using FleetClient client = new(new FleetClientOptions
        {
            Uri = new Uri(uri),
            AgentsUri = agentsUri is null ? null : new Uri(agentsUri),
            Credential = FleetCredential.ApiKey("sk_test"),
            Handler = stub,
        });

        await client.Agents.ListAsync(Token).ToListAsync(Token);

        Assert.Equal(sent ? "Bearer sk_test" : null, stub.Sent.Single()["Authorization"]);
    }

    [Fact]
    public async Task A_creation_is_not_repeated_unless_the_service_honours_its_key()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.ServiceUnavailable);
        using FleetClient client = new(
            new FleetClientOptions
            {
                AgentsUri = new Uri(Flux0File.Base),
                Handler = stub,
                Retry = new FleetRetryOptions { FirstDelay = TimeSpan.Zero },
            }
        );

        await Assert.ThrowsAsync<FleetUnavailableException>(() => client.Agents.CreateAsync(new FleetAgentRequest { Name = "n", Type = "t" }, Token));

        Assert.NotNull(stub.Sent.Single()["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("al ice")]
    [InlineData("a;b")]
    public void A_user_that_cannot_stand_in_a_cookie_is_refused(string user) =>
        Assert.Throws<ArgumentException>(nameof(FleetClientOptions.AgentsUser), () => new FleetClient(new FleetClientOptions { AgentsUser = user }));

    private static FleetClient Make(StubHandler stub) =>
        new(new FleetClientOptions { AgentsUri = new Uri(Flux0File.Base), Handler = stub, Retry = FleetRetryOptions.Off });
}
