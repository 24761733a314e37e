using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

/// <summary>A client over a stub that stands in for the service.</summary>
internal sealed class TestClient : IDisposable
{
    private FleetClient? _client;

    public StubHandler Stub { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public FleetClient Client => _client ??= new FleetClient(new FleetClientOptions
    {
        Uri = new Uri("http://fleet.test"),
        Credential = FleetCredential.ApiKey("sk_test"),
        Handler = Stub,
        TimeProvider = Clock,
        Retry = FleetRetryOptions.Off,
    });

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The targets of the requests that were sent: method, path and query.</summary>
    public IEnumerable<string> Targets => Stub.Sent.Select(static sent => $"{sent.Method} {sent.Uri.PathAndQuery}");

    public TestClient Answers(string json, HttpStatusCode status = HttpStatusCode.OK)
    {
        Stub.Then(status, json);
        return this;
    }

    /// <summary>Answers with a body that arrives in pieces.</summary>
    public TestClient Streams(Stream body)
    {
        Stub.Then((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) }));
        return this;
    }

    public void Dispose()
    {
        _client?.Dispose();
        Stub.Dispose();
    }
}
