using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Fleet.Client.Tests.Http;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Client.Tests;

/// <summary>The client inside a user's program: dependency injection, loggers, activities.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task The_registered_client_goes_through_the_factory_and_logs_to_the_logger()
    {
        using StubHandler stub = new();
        stub.Then(HttpStatusCode.OK, """{"team_id":"t","team_name":"T","instance_limit":1,"instance_count":0,"profile_id":"p","profile_name":"P"}""");
        RecordingLoggers loggers = new(LogLevel.Debug);
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(loggers);
        services
            .AddFleetClient(new FleetClientOptions { Uri = new Uri(Sending.Base), Credential = FleetCredential.ApiKey(Sending.Key) })
            .ConfigurePrimaryHttpMessageHandler(() => stub)
            .AddHttpMessageHandler(static () => new MarkingHandler());
        await using ServiceProvider provider = services.BuildServiceProvider();

        FleetClient client = provider.GetRequiredService<FleetClient>();
        await client.Account.GetAsync(TestContext.Current.CancellationToken);

        Assert.Same(client, provider.GetRequiredService<FleetClient>());
        Assert.Equal("yes", stub.Sent[0]["X-Marked"]);
        Assert.Equal("Bearer " + Sending.Key, stub.Sent[0]["Authorization"]);
        (string category, LogLevel level, string text) = Assert.Single(loggers.Records);
        Assert.Equal("Fleet.Client", category);
        Assert.Equal(LogLevel.Debug, level);
        Assert.StartsWith("GET /v1/account: 200 OK in ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_options_are_refused_at_registration() =>
        Assert.Equal(
            "Uri",
            Assert
                .ThrowsAny<ArgumentException>(static () => new ServiceCollection().AddFleetClient(new FleetClientOptions { Uri = new Uri("ftp://x") }))
                .ParamName);

    [Theory]
    [InlineData(LogLevel.Trace, 3)]
    [InlineData(LogLevel.Debug, 1)]
    [InlineData(LogLevel.Information, 0)]
    public async Task A_logger_gets_what_it_wants_and_the_log_that_was_there_goes_on(LogLevel least, int records)
    {
        RecordingLoggers loggers = new(least);
        List<FleetLogEntry> log = [];
        using Sending sending = new() { Configure = options => (options with { Log = log.Add }).WithLogger(loggers.CreateLogger("test")) };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();

        Assert.Equal(records, loggers.Records.Count);
        Assert.Single(log);
    }

    [Fact]
    public async Task Each_attempt_is_an_activity()
    {
        List<Activity> activities = [];
        using Activity mine = new Activity("test").Start();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "Fleet.Client",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Other tests send at the same time.
                if (activity.TraceId == mine.TraceId)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using Sending sending = new();
        sending.Stub.Then(HttpStatusCode.ServiceUnavailable).Then(HttpStatusCode.OK, "{}");
        Task<HttpResponseMessage> call = sending.SendAsync(Sending.Get($"/v1/tasks/{Sending.Key}?token=x") with { Resource = ("task", "t1") });
        await sending.PassWaitAsync();
        (await call).Dispose();

        Assert.Equal(["GET task", "GET task"], activities.Select(static activity => activity.DisplayName));
        Assert.Equal([503, 200], activities.Select(static activity => activity.GetTagItem("http.response.status_code")));
        Assert.Equal(["503", null], activities.Select(static activity => activity.GetTagItem("error.type")));
        Assert.Equal([null, 1], activities.Select(static activity => activity.GetTagItem("http.request.resend_count")));
        Assert.All(activities, activity =>
        {
            Assert.Equal(ActivityKind.Client, activity.Kind);
            Assert.Equal(Sending.Base + "/v1/tasks/REDACTED", activity.GetTagItem("url.full"));
            Assert.Equal(sending.Stub.Sent[0]["X-Request-ID"], activity.GetTagItem("fleet.request_id"));
        });
    }

    private sealed class MarkingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Marked", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class RecordingLoggers(LogLevel least) : ILoggerFactory
    {
        public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Records { get; } = new();

        public ILogger CreateLogger(string categoryName) => new RecordingLogger(this, least, categoryName);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class RecordingLogger(RecordingLoggers loggers, LogLevel least, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            loggers.Records.Enqueue((category, logLevel, formatter(state, exception)));
    }
}
