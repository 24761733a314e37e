using System.Globalization;
using System.Net.ServerSentEvents;
using Fleet.Client.Http;
using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>One connection that brings events: the answer to a message, or what comes after an event of it.</summary>
internal sealed class StreamConnection<T> : IAsyncDisposable
{
    private readonly FleetRequest _call;
    private readonly FleetMessageRequest _message;
    private readonly StreamProgress _progress;
    private readonly HttpResponseMessage _response;
    private readonly EventBody _body;
    private readonly IAsyncEnumerator<SseItem<T>> _items;

    private StreamConnection(FleetRequest call, FleetMessageRequest message, StreamProgress progress, HttpResponseMessage response, EventBody body, IAsyncEnumerator<SseItem<T>> items)
    {
        (_call, _message, _progress, _response, _body, _items) = (call, message, progress, response, body, items);
    }

    /// <summary>What it was opened by.</summary>
    public FleetRequest Call => _call;

    /// <summary>The event that was received last.</summary>
    public SseItem<T> Current => _items.Current;

    /// <summary>The number of the event after which the stream begins, where the service numbers them.</summary>
    public long? Start { get; private init; }

    /// <summary>The exchange, where the service tells it at once.</summary>
    public string? CorrelationId { get; private init; }

    /// <summary>Sends a request and takes its answer as events.</summary>
    /// <exception cref="FleetException">There is no answer, or it is none of events.</exception>
    public static async Task<StreamConnection<T>> OpenAsync(
        FleetSender sender, FleetRequest call, FleetMessageRequest message, StreamProgress progress, SseItemParser<T> parse, CancellationToken cancellationToken)
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
            EventBody body = new(inner, message.IdleTimeout, message.MaxEventBytes, sender.Options.TimeProvider);
            SseParser<T> parser = SseParser.Create(body, Limited(parse, message.MaxEventBytes));
            IAsyncEnumerator<SseItem<T>> items = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            return new StreamConnection<T>(call, message, progress, response, body, items)
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

    /// <summary>Waits for the next event.</summary>
    /// <returns>Whether there is one; if not, the stream has ended as it should.</returns>
    /// <exception cref="FleetStreamException">It was cut, fell silent or has an event that is too large.</exception>
    public async ValueTask<bool> NextAsync()
    {
        try
        {
            bool more = await _items.MoveNextAsync().ConfigureAwait(false);
            return more || !_body.EndsWithinEvent
                ? more
                : throw _progress.Broken(_call, StreamFaults.Cut, "ended in the middle of an event", null);
        }
        catch (EventTooLargeException large)
        {
            throw TooLarge(large);
        }
        catch (IOException failure) when (_body.Fault is EventBodyFault.TooLarge)
        {
            throw TooLarge(failure);
        }
        catch (IOException failure) when (_body.Fault is EventBodyFault.Silent)
        {
            throw _progress.Broken(_call, StreamFaults.Silent, $"was silent for {FleetErrors.Seconds(_message.IdleTimeout)} s", failure);
        }
        catch (FleetConnectionException failure)
        {
            throw _progress.Broken(_call, StreamFaults.Cut, "was cut off before its end", failure);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    // Checked before an event is read: one that is complete never waits for the body's own limit.
    private static SseItemParser<T> Limited(SseItemParser<T> parse, int most) =>
        (name, data) => data.Length <= most ? parse(name, data) : throw new EventTooLargeException();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values) ? values.ToString() : null;

    private FleetStreamException TooLarge(Exception cause) =>
        _progress.Broken(_call, "event_too_large", $"has an event of more than {_message.MaxEventBytes} bytes", cause);

    private sealed class EventTooLargeException : Exception;
}

/// <summary>The kinds of errors that a stream can end with and that others look at.</summary>
internal static class StreamFaults
{
    /// <summary>The connection ended before the stream.</summary>
    public const string Cut = "stream_cut";

    /// <summary>Nothing came for too long.</summary>
    public const string Silent = "stream_silent";
}
