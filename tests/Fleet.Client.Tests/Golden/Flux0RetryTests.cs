using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Fleet.Client.Http;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>
/// Every recorded run of the flux0 client's retries, with its formula as our mode: the same number of attempts, and waits within the range of the formula.
/// </summary>
public sealed class Flux0RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Runs => [.. Flux0File.Root["retries"]!.AsArray().Select(static one => one!["name"]!.GetValue<string>())];

    public static TheoryData<string?, bool> Values => new()
    {
        { null, false },
        { "", false },
        { "0", false },
        { "false", false },
        { " OFF ", false },
        { "no", false },
        { "1", true },
        { "true", true },
        { "yes", true },
        { "debug", true },
    };

    [Theory, MemberData(nameof(Runs))]
    public async Task A_recorded_run_is_repeated_as_often(string name)
    {
        JsonNode run = Flux0File.Root["retries"]!.AsArray().First(one => (string?)one!["name"] == name)!;
        using StubHandler stub = new();
        ManualTimeProvider clock = new();
        foreach (string step in run["server_script"]!.AsArray().Select(static step => step!.GetValue<string>()))
        {
            Script(stub, step, clock);
        }

        using FleetClient all = new(
            new FleetClientOptions
            {
                AgentsUri = new Uri(Flux0File.Base),
                Handler = stub,
                TimeProvider = clock,
                Retry = Rules(run["retry_config"]),
            }
        );
        TimeSpan? limit = (int?)run["timeout_ms"] is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        FleetClient client = all.With(new FleetCallOptions
        {
            AttemptTimeout = limit,
            Retry = run["per_call"]?.ToString() == "unset" ? null : FleetRetryOptions.Off,
        });
        bool creates = run["operation"]!.ToString() == "agents.create";
        Task calling = Task.Run(
            async () => _ = creates
                ? [await client.Agents.CreateAsync(new FleetAgentRequest { Name = "n", Type = "t" }, Token)]
                : await client.Agents.ListAsync(Token).ToListAsync(Token),
            Token);

        List<TimeSpan> waits = [];
        while (!calling.IsCompleted)
        {
            Task<TimeSpan> passing = clock.PassAsync(limit is null ? TimeSpan.FromSeconds(90) : TimeSpan.FromSeconds(1));
            if (await Task.WhenAny(calling, passing) == passing)
            {
                waits.Add(await passing);
            }
        }

        Exception? failure = await Record.ExceptionAsync(() => calling);
        Assert.Equal(run["attempts"]!.GetValue<int>(), stub.Sent.Count);
        Assert.Equal(run["outcome"]!["result"] is not null, failure is null);
        Assert.Equal(failure is null ? null : stub.Sent.Count, (failure as FleetException)?.Attempts);
        Assert.Equal((int?)run["outcome"]!["status_code"], (int?)(failure as FleetException)?.StatusCode);
        if (limit is null)
        {
            double[] backoff = run["retry_config"]?["backoff"]!.AsArray().Select(static one => one!.GetValue<double>()).ToArray() ?? [];
            Assert.All(waits.Select(static (wait, n) => (wait.TotalMilliseconds, n)), wait => Assert.InRange(
                wait.TotalMilliseconds,
                Math.Min(backoff[0] * Math.Pow(backoff[2], wait.n), backoff[1]) - 1,
                Math.Min((backoff[0] * Math.Pow(backoff[2], wait.n)) + 1000, backoff[1])));
        }
    }

    [Fact]
    public void A_wait_that_overflows_is_the_longest_one()
    {
        FleetRetryOptions rules = new()
        {
            Mode = FleetRetryMode.Flux0,
            FirstDelay = TimeSpan.FromSeconds(1),
            Exponent = 1e200,
            MaxDelay = TimeSpan.FromSeconds(7),
        };

        Assert.Equal(TimeSpan.FromSeconds(7), RepeatRules.Wait(rules, 1000, null));
        Assert.Equal(TimeSpan.FromSeconds(7), RepeatRules.Wait(rules, 2, TimeSpan.FromSeconds(2)));
        Assert.InRange(
            RepeatRules.Wait(rules with { Mode = FleetRetryMode.Standard }, 1000, null)!.Value,
            TimeSpan.FromSeconds(5.6),
            TimeSpan.FromSeconds(8.4));
    }

    [Theory]
    [InlineData(FleetRetryMode.Standard)]
    [InlineData(FleetRetryMode.Flux0)]
    public async Task What_creates_is_repeated_on_request_alone(FleetRetryMode mode)
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.ServiceUnavailable);
        using FleetClient client = new(new FleetClientOptions
        {
            AgentsUri = new Uri(Flux0File.Base),
            Handler = stub,
            Retry = new FleetRetryOptions { Mode = mode, FirstDelay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero, MaxElapsed = TimeSpan.FromMinutes(1) },
        });

        await Assert.ThrowsAsync<FleetUnavailableException>(() => client.Agents.CreateAsync(new FleetAgentRequest { Name = "n", Type = "t" }, Token));

        Assert.Single(stub.Sent);
    }

    [Fact]
    public async Task A_peer_that_goes_while_it_is_connected_to_has_been_sent_nothing()
    {
        using StubHandler stub = new();
        stub.Throws(static () => new SocketException((int)SocketError.NotConnected))
            .Then(HttpStatusCode.Created, """{"id":"vUfk4PgjTm","name":"n","type":"t"}""");
        using FleetClient client = new(
            new FleetClientOptions
            {
                AgentsUri = new Uri(Flux0File.Base),
                Handler = stub,
                Retry = new FleetRetryOptions { FirstDelay = TimeSpan.Zero },
            }
        );

        await client.Agents.CreateAsync(new FleetAgentRequest { Name = "n", Type = "t" }, Token);

        Assert.Equal(2, stub.Sent.Count);
    }

    [Fact]
    public async Task A_message_is_repeated_on_request()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.ServiceUnavailable).Then((_, _) => Task.FromResult(StubHandler.Answer(HttpStatusCode.OK, "", "text/event-stream")));
        using FleetClient client = new(new FleetClientOptions { AgentsUri = new Uri(Flux0File.Base), Handler = stub });
        FleetClient eager = client.With(new FleetCallOptions { Retry = new FleetRetryOptions { RepeatCreates = true, FirstDelay = TimeSpan.Zero } });

        Assert.Empty(await eager.Sessions.SendEventAsync("MYSESSION1", "hello", Token).ToListAsync(Token));

        Assert.Equal(2, stub.Sent.Count);
    }

    [Theory, MemberData(nameof(Values))]
    public void The_debug_variable_is_read_as_it_is_meant(string? value, bool isOn) => Assert.Equal(isOn, DebugVariable.IsOn(value));

    private static FleetRetryOptions Rules(JsonNode? recorded)
    {
        if (recorded is null || recorded["strategy"]!.GetValue<string>() != "backoff")
        {
            return FleetRetryOptions.Off;
        }

        double[] backoff = [.. recorded["backoff"]!.AsArray().Select(static one => one!.GetValue<double>())];
        return new FleetRetryOptions
        {
            Mode = FleetRetryMode.Flux0,
            FirstDelay = TimeSpan.FromMilliseconds(backoff[0]),
            MaxDelay = TimeSpan.FromMilliseconds(backoff[1]),
            Exponent = backoff[2],
            MaxElapsed = TimeSpan.FromMilliseconds(backoff[3]),
            RetryConnectionErrors = recorded["retry_connection_errors"]!.GetValue<bool>(),
            RepeatCreates = true,
            Jitter = new MiddlingJitter(),
        };
    }

    /// <summary>The number of repetitions depends on the waits: the recordings fit a jitter that is not close to zero.</summary>
    private sealed class MiddlingJitter : Random
    {
        public override double NextDouble() => 0.5;
    }

    private static void Script(StubHandler stub, string step, ManualTimeProvider clock)
    {
        if (step.StartsWith("closed", StringComparison.Ordinal))
        {
            stub.Throws(static () => new HttpRequestException(HttpRequestError.ResponseEnded));
        }
        else if (step == "silent")
        {
            stub.Hangs();
        }
        else
        {
            HttpStatusCode status = (HttpStatusCode)int.Parse(step[..3], System.Globalization.CultureInfo.InvariantCulture);
            string body = status switch
            {
                HttpStatusCode.OK => """{"data":[]}""",
                HttpStatusCode.Created => """{"id":"vUfk4PgjTm","name":"n","type":"t"}""",
                _ => "",
            };
            (string, string)[] headers = step.Contains("retry-after", StringComparison.Ordinal) ? [("Retry-After", step[^1..])] : [];
            stub.Then((_, _) =>
            {
                // A response takes time: a limit of zero has passed after the first.
                clock.Advance(TimeSpan.FromMilliseconds(1));
                return Task.FromResult(StubHandler.Answer(status, body, headers: headers));
            });
        }
    }
}
