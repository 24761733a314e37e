using System.Globalization;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>One connection that brings events: the response to a message, or the rest of it after an event.</summary>
internal sealed class StreamConnection<T> : IDisposable
    where T : class, IStreamItem
{
    private readonly FleetRequest _call;
    private readonly FleetMessageRequest _message;
    private readonly StreamProgress _progress;
    private readonly HttpResponseMessage _response;
    private readonly EventReader<T> _events;
    private readonly CancellationToken _cancellationToken;

    private StreamConnection(
        FleetRequest call,
        FleetMessageRequest message,
        StreamProgress progress,
        HttpResponseMessage response,
        EventReader<T> events,
        CancellationToken cancellationToken)
    {
        (_call, _message, _progress, _response, _events, _cancellationToken) = (call, message, progress, response, events, cancellationToken);
    }

    /// <summary>The request that opened it.</summary>
    public FleetRequest Call => _call;

    /// <summary>The events received last.</summary>
    public List<T> Batch { get; } = [];

    /// <summary>The number of the event after which the stream begins, if the service numbers them.</summary>
    public long? Start { get; private init; }

    /// <summary>The exchange, if the service reports it immediately.</summary>
    public string? CorrelationId { get; private init; }

    /// <summary>Sends a request and reads the response as events.</summary>
    /// <exception cref="FleetException">There is no response, or it is not a stream of events.</exception>
    public static async Task<StreamConnection<T>> OpenAsync(
        FleetSender sender, FleetRequest call, FleetMessageRequest message, StreamProgress progress, EventParse<T> parse, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                using JsonAnswer answer = new(call, response);
                throw answer.Unreadable($"it is not a stream of events but {response.Content.Headers.ContentType?.MediaType ?? "of no type"}");
            }

            Stream inner = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            EventReader<T> events = new(inner, parse, message.IdleTimeout, message.MaxEventBytes, sender.Options.TimeProvider);
            return new StreamConnection<T>(call, message, progress, response, events, cancellationToken)
            {
                Start = long.TryParse(Header(response, "Fleet-Last-Event-ID"), NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : null,
                CorrelationId = Header(response, "Fleet-Correlation-ID"),
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next events.</summary>
    /// <returns>True if there are any; false if the stream has ended normally.</returns>
    /// <exception cref="FleetStreamException">It was cut, fell silent or has too large an event.</exception>
    public async ValueTask<bool> NextAsync()
    {
        try
        {
            bool more = await _events.NextAsync(Batch, _cancellationToken).ConfigureAwait(false);
            return more || !_events.EndsWithinEvent
                ? more
                : throw _progress.Broken(_call, StreamFaults.Cut, "ended in the middle of an event", null);
        }
        catch (IOException failure) when (_events.Fault is EventFault.TooLarge)
        {
            throw _progress.Broken(_call, "event_too_large", $"has an event of more than {_message.MaxEventBytes} bytes", failure);
        }
        catch (IOException failure) when (_events.Fault is EventFault.Silent)
        {
            throw _progress.Broken(_call, StreamFaults.Silent, $"was silent for {FleetErrors.Seconds(_message.IdleTimeout)} s", failure);
        }
        catch (FleetConnectionException failure)
        {
            throw _progress.Broken(_call, StreamFaults.Cut, "was cut off before its end", failure);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _events.Dispose();
        _response.Dispose();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values) ? values.ToString() : null;
}

/// <summary>The error codes of a stream that other classes check.</summary>
internal static class StreamFaults
{
    /// <summary>The connection ended before the stream.</summary>
    public const string Cut = "stream_cut";

    /// <summary>Nothing arrived for too long.</summary>
    public const string Silent = "stream_silent";
}
