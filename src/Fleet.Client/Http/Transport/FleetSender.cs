namespace Fleet.Client.Http;

/// <summary>A transport with the options of one view: what the resource clients send through.</summary>
internal sealed class FleetSender(FleetTransport transport, FleetCallOptions? call, ServiceErrors errors)
{
    public FleetClientOptions Options => transport.Options;

    /// <summary>The retry rules in force.</summary>
    public FleetRetryOptions Retry => call?.Retry ?? transport.Options.Retry;

    /// <summary>Sends a request; the answer is a success and belongs to the caller, who disposes it.</summary>
    /// <remarks>
    /// A body of known, small size has been read already. Any other is read as it comes: the time spent waiting for it counts against the limit
    /// of the attempt (for <see cref="FleetRequest.Streams"/> there is none), the time between two reads does not. A body that ends too early
    /// throws a <see cref="FleetConnectionException"/>, one that takes too long a <see cref="FleetTimeoutException"/>; the token given here
    /// ends reading too.
    /// </remarks>
    public Task<HttpResponseMessage> SendAsync(FleetRequest request, CancellationToken cancellationToken) =>
        transport.SendAsync(request, call, errors, cancellationToken);

    /// <summary>A sender with other limits, whose records go where those of this one go.</summary>
    public FleetSender With(Func<FleetCallOptions, FleetCallOptions> change) => new(transport, change(call ?? new FleetCallOptions()), errors);

    /// <summary>The address of a service.</summary>
    public string AddressOf(FleetService service) => transport.AddressOf(service, call);

    /// <summary>Tells the user something by the log.</summary>
    public void Warn(string message) => new CallLog(transport.Options, call, echo: false).Write(FleetLogLevel.Warning, message);
}
