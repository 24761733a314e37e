namespace Fleet.Client.Http;

/// <summary>A transport with the options of one view: what the resource clients send through.</summary>
internal sealed class FleetSender(FleetTransport transport, FleetCallOptions? call)
{
    public FleetClientOptions Options => transport.Options;

    /// <summary>Sends a request; the answer is a success and belongs to the caller.</summary>
    public Task<HttpResponseMessage> SendAsync(FleetRequest request, CancellationToken cancellationToken) =>
        transport.SendAsync(request, call, cancellationToken);
}
