namespace Fleet.Client.Http;

/// <summary>A transport with the options of one view, used by the resource clients.</summary>
internal sealed class FleetSender(FleetTransport transport, FleetCallOptions? call, ServiceErrors errors)
{
    public FleetClientOptions Options => transport.Options;

    /// <summary>The retry rules in effect.</summary>
    public FleetRetryOptions Retry => call?.Retry ?? transport.Options.Retry;

    /// <summary>Sends a request; the response is a success and belongs to the caller, who disposes it.</summary>
    /// <remarks>
    /// A body of known, small size has been read already. Any other is read as it arrives: the time spent waiting for it counts against the limit
    /// of the attempt (for <see cref="FleetRequest.Streams"/> there is none), the time between two reads does not. A body that ends too early
    /// throws a <see cref="FleetConnectionException"/>, one that takes too long a <see cref="FleetTimeoutException"/>; this token
    /// also cancels reading.
    /// </remarks>
    public Task<HttpResponseMessage> SendAsync(FleetRequest request, CancellationToken cancellationToken) =>
        transport.SendAsync(request, call, errors, cancellationToken);

    /// <summary>Returns a sender with other limits, which writes to the same logs.</summary>
    public FleetSender With(Func<FleetCallOptions, FleetCallOptions> change) => new(transport, change(call ?? new FleetCallOptions()), errors);

    /// <summary>Returns the address of a service.</summary>
    public string AddressOf(FleetService service) => transport.AddressOf(service, call);

    /// <summary>Writes a warning to the log.</summary>
    public void Warn(string message) => new CallLog(transport.Options, call, echo: false).Write(FleetLogLevel.Warning, message);
}
