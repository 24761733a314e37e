using System.Net;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>
/// The body of a response, read as it arrives. Waiting for it counts against the limit of the attempt, and any failure is an
/// exception of ours, as for everything before the body.
/// </summary>
internal sealed class GuardedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly FleetCall _call;
    private readonly TimeLimit _limit;

    public GuardedContent(HttpContent inner, FleetCall call, TimeLimit limit)
    {
        _inner = inner;
        _call = call;
        _limit = limit;
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Creates the error for a body that broke off.</summary>
    public static FleetException Failure(FleetCall call, TimeLimit limit, Exception cause)
    {
        FleetException failure = limit.IsOver
            ? new FleetTimeoutException(
                $"{call.Origin} did not send its whole response within {FleetErrors.Seconds(limit.Limit)} s, the limit of one attempt. "
                + "Try again later, or allow more time.",
                cause)
            : new FleetConnectionException(
                $"The connection to {call.Origin} broke while the response was being read. Check that the service is running, and try again.",
                cause);
        FleetErrors.Describe(failure, call);
        return failure;
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => await CreateContentReadStreamAsync(CancellationToken.None).ConfigureAwait(false);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new GuardedStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _call, _limit);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _limit.Dispose();
        }

        base.Dispose(disposing);
    }
}
