using Fleet.Client.Environments;
using Fleet.Client.Http;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

/// <summary>A transport over a stub and a stopped clock, with the key that no text may ever show.</summary>
internal sealed class Sending(ManualTimeProvider clock) : IDisposable
{
    public const string Key = "sk_live_0123456789abcdef";

    public const string Base = "http://fleet.test:8080";

    private FleetTransport? _transport;

    public Sending()
        : this(new ManualTimeProvider())
    {
    }

    public StubHandler Stub { get; } = new();

    public ManualTimeProvider Clock { get; } = clock;

    public Func<FleetClientOptions, FleetClientOptions> Configure { get; init; } = static options => options;

    public FleetTransport Transport => _transport ??= new FleetTransport(Configure(new FleetClientOptions
    {
        Uri = new Uri(Base),
        Credential = FleetCredential.ApiKey(Key),
        Handler = Stub,
        TimeProvider = Clock,
    }));

    public static FleetRequest Get(string path = "/v1/account") => new() { Method = HttpMethod.Get, PathAndQuery = path };

    public static FleetRequest Create() => new()
    {
        Method = HttpMethod.Post,
        PathAndQuery = "/v1/env/instances",
        Json = """{"env_key":"helpdesk"}"""u8.ToArray(),
        Repeat = FleetRepeat.Create,
    };

    public Task<HttpResponseMessage> SendAsync(FleetRequest? request = null, FleetCallOptions? view = null, CancellationToken? cancellationToken = null) =>
        Transport.SendAsync(request ?? Get(), view, EnvironmentsErrors.Instance, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Sends without repetitions and returns the exception.</summary>
    public async Task<FleetException> FailAsync(FleetRequest? request = null, FleetCallOptions? view = null) =>
        await Assert.ThrowsAnyAsync<FleetException>(() => SendAsync(request, view ?? new FleetCallOptions { Retry = FleetRetryOptions.Off }));

    /// <summary>Lets the next wait between two attempts pass.</summary>
    public Task<TimeSpan> PassWaitAsync() => Clock.PassAsync(TimeSpan.FromSeconds(99));

    public void Dispose()
    {
        _transport?.Dispose();
        Stub.Dispose();
    }
}
