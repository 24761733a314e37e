using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Instances;

/// <summary>Tests that a request repeated because its answer was lost creates nothing twice.</summary>
public sealed class ReplayTests
{
    private const string Path = "/v1/env/instances";
    private const string Body = """{"env_key":"shop"}""";

    [Theory]
    [InlineData("X-Request-ID")]
    [InlineData("Idempotency-Key")]
    public async Task The_same_request_gets_the_same_answer(string header)
    {
        await using TestServer server = await TestServer.StartAsync();

        TestAnswer first = await server.SendAsync("POST", Path, Body, (header, "r1"));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        TestAnswer second = await server.SendAsync("POST", Path, Body, (header, "r1"));
        TestAnswer other = await server.SendAsync("POST", Path, Body, (header, "r2"));

        Assert.Equal((200, first.Body), (second.Status, second.Body));
        Assert.NotEqual(first.Body, other.Body);
        Assert.Equal(2, await CountAsync(server));
    }

    [Fact]
    public async Task Requests_at_the_same_time_make_one_instance()
    {
        await using TestServer server = await TestServer.StartAsync();

        TestAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"))));

        Assert.Single(answers.Select(static answer => answer.Body).Distinct());
        Assert.Equal(1, await CountAsync(server));
        Assert.Equal(1, (int)(await server.CallAsync("GET", "/v1/account"))["instance_count"]!);
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.SendAsync("POST", Path, Body, ("Idempotency-Key", "k"));

        TestAnswer other = await server.SendAsync("POST", Path, """{"env_key":"shop","run_id":"r"}""", ("Idempotency-Key", "k"));

        Assert.Equal((409, "The request id 'k' was used before with another body"), (other.Status, other.Detail));
        Assert.Equal(1, await CountAsync(server));
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { InstanceLimit = 1 });
        string id = await server.CreateAsync();

        Assert.Equal(403, (await server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"))).Status);
        await server.CallAsync("DELETE", $"{Path}/{id}");

        Assert.Equal(200, (await server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"))).Status);
    }

    [Fact]
    public async Task The_answer_of_the_last_that_was_allowed_is_repeated_at_the_limit()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { InstanceLimit = 1 });

        TestAnswer first = await server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"));

        Assert.Equal(first.Body, (await server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"))).Body);
    }

    [Fact]
    public async Task Answers_outlive_the_server()
    {
        TestServer server = await TestServer.StartAsync();
        TestAnswer first = await server.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"));
        await server.StopAsync();

        await using TestServer next = await server.StartAgainAsync();

        Assert.Equal(first.Body, (await next.SendAsync("POST", Path, Body, ("X-Request-ID", "r1"))).Body);
    }

    [Fact]
    public async Task Every_answer_says_that_keys_are_honoured_and_repeats_the_id()
    {
        await using TestServer server = await TestServer.StartAsync();

        TestAnswer good = await server.SendAsync("GET", "/v1/account", null, ("X-Request-ID", "abc"));
        TestAnswer bad = await server.SendAsync("GET", "/nope");

        Assert.Equal(("honoured", "abc"), (good.Headers["Fleet-Idempotency"], good.Headers["X-Request-ID"]));
        Assert.Equal("honoured", bad.Headers["Fleet-Idempotency"]);
        Assert.DoesNotContain("X-Request-ID", bad.Headers.Keys);
    }

    [Fact]
    public async Task An_imported_task_is_repeated_as_well()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Task = """{"key":"t","prompt":"p","env_id":"shop"}""";

        TestAnswer first = await server.SendAsync("POST", "/v1/tasks", Task, ("X-Request-ID", "r1"));

        Assert.Equal(first.Body, (await server.SendAsync("POST", "/v1/tasks", Task, ("X-Request-ID", "r1"))).Body);
        Assert.Equal(409, (await server.SendAsync("POST", "/v1/tasks", Task, ("X-Request-ID", "r2"))).Status);
    }

    private static async Task<int> CountAsync(TestServer server) => (await server.CallAsync("GET", Path)).AsArray().Count;
}
