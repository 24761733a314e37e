namespace Fleet.Client.Http;

/// <summary>The handler chain of one client, and what all its calls share: connections, credentials, retry budget.</summary>
internal sealed class FleetTransport(FleetClientOptions options) : IDisposable
{
    public FleetClientOptions Options { get; } = options;

    /// <summary>Sends a request through the chain; the answer is a success, everything else is thrown as a <see cref="FleetException"/>.</summary>
    public Task<HttpResponseMessage> SendAsync(FleetRequest request, FleetCallOptions? call, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public void Dispose()
    {
    }
}
