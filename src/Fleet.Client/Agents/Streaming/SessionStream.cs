using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Client.Http;
using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>Sends a message and reads the stream that answers it.</summary>
internal static class SessionStream
{
    /// <summary>The updates of the stream; leaving the loop ends the stream, and a clean end of the loop is a clean end of the stream.</summary>
    public static async IAsyncEnumerable<FleetSessionUpdate> UpdatesAsync(FleetSender sender, FleetMessageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UpdateReader reader = new(request.SessionId);
        Progress progress = new();
        SseItemParser<FleetSessionUpdate> parse = reader.Read;
        await foreach (SseItem<FleetSessionUpdate> item in ItemsAsync(sender, request, parse, progress, cancellationToken).ConfigureAwait(false))
        {
            FleetSessionUpdate update = item.EventId is { Length: > 0 } id ? item.Data with { StreamId = id } : item.Data;
            progress.Last = update.Kind == "chunk" ? update : progress.Last;
            progress.Status = update.Status ?? progress.Status;
            progress.CorrelationId = update.CorrelationId ?? progress.CorrelationId;
            yield return update;
        }
    }

    /// <summary>The events of the stream as they were sent.</summary>
    public static async IAsyncEnumerable<FleetStreamEvent> EventsAsync(FleetSender sender, FleetMessageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SseItem<string> item in ItemsAsync(sender, request, static (_, data) => Encoding.UTF8.GetString(data), new Progress(), cancellationToken).ConfigureAwait(false))
        {
            yield return new FleetStreamEvent { Event = item.EventType, StreamId = item.EventId ?? "", Data = item.Data };
        }
    }

    private static async IAsyncEnumerable<SseItem<T>> ItemsAsync<T>(
        FleetSender sender, FleetMessageRequest request, SseItemParser<T> parse, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string session = request.SessionId;
        string key = $"{sender.AddressOf(FleetService.Agents)} {session}";
        if (OpenStreams.Enter(key))
        {
            sender.Warn($"Another stream of the session {session} is open in this process: the service gives up the work on the earlier message, whose stream falls silent.");
        }

        try
        {
            FleetRequest call = Request(request);
            using HttpResponseMessage response = await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                using JsonAnswer answer = new(call, response);
                throw answer.Unreadable($"it is not a stream of events but {response.Content.Headers.ContentType?.MediaType ?? "of no type"}");
            }

            Stream inner = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            EventBody body = new(inner, request.IdleTimeout, request.MaxEventBytes, sender.Options.TimeProvider);
            await using (body.ConfigureAwait(false))
            {
                SseParser<T> parser = SseParser.Create(body, Limited(parse, request.MaxEventBytes));
                IAsyncEnumerator<SseItem<T>> items = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (items.ConfigureAwait(false))
                {
                    while (await NextAsync(items, body, request, call, progress).ConfigureAwait(false))
                    {
                        progress.Count++;
                        yield return items.Current;
                    }
                }
            }
        }
        finally
        {
            OpenStreams.Leave(key);
        }
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<SseItem<T>> items, EventBody body, FleetMessageRequest request, FleetRequest call, Progress progress)
    {
        try
        {
            bool more = await items.MoveNextAsync().ConfigureAwait(false);
            return more || !body.EndsWithinEvent
                ? more
                : throw Broken(call, progress, "stream_cut", "ended in the middle of an event", null);
        }
        catch (EventTooLargeException large)
        {
            throw TooLarge(request, call, progress, large);
        }
        catch (IOException failure) when (body.Fault is EventBodyFault.TooLarge)
        {
            throw TooLarge(request, call, progress, failure);
        }
        catch (IOException failure) when (body.Fault is EventBodyFault.Silent)
        {
            throw Broken(call, progress, "stream_silent", $"was silent for {request.IdleTimeout.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s", failure);
        }
        catch (FleetConnectionException failure)
        {
            throw Broken(call, progress, "stream_cut", "was cut off before its end", failure);
        }
    }

    // Checked before an event is read: one that is complete never waits for the body's own limit.
    private static SseItemParser<T> Limited<T>(SseItemParser<T> parse, int most) =>
        (name, data) => data.Length <= most ? parse(name, data) : throw new EventTooLargeException();

    private static FleetRequest Request(FleetMessageRequest request)
    {
        using JsonBody body = new();
        return AgentsWire.Request(HttpMethod.Post, FleetPath.Segments("api", "sessions", request.SessionId, "events", "stream"), "session", request.SessionId) with
        {
            Accept = "text/event-stream",
            Json = body.Add("type", "message").Add("source", "user").Add("content", request.Content).Finish(),
            Repeat = FleetRepeat.Never,
            Streams = true,
        };
    }

    private static FleetStreamException TooLarge(FleetMessageRequest request, FleetRequest call, Progress progress, Exception cause) =>
        Broken(call, progress, "event_too_large", $"has an event of more than {request.MaxEventBytes} bytes", cause);

    private static FleetStreamException Broken(FleetRequest call, Progress progress, string code, string what, Exception? cause)
    {
        string text = progress.Last?.Text ?? "";
        string received = progress.Count == 0
            ? "nothing was received"
            : $"{progress.Count} events were received, the last status was {progress.Status ?? "none"}, and the message has {text.Length} characters so far";
        return new FleetStreamException(
            $"The stream of the session {call.Resource?.Id} {what}: {received}. The message may be worked on all the same: look at the session's events before it is sent again.", cause)
        {
            ErrorCode = code,
            Method = call.Method.Method,
            Attempts = 1,
            UpdatesReceived = progress.Count,
            LastStatus = progress.Status,
            CorrelationId = progress.CorrelationId,
            TextReceived = text,
        };
    }

    private sealed class Progress
    {
        public int Count { get; set; }

        public string? Status { get; set; }

        public string? CorrelationId { get; set; }

        public FleetSessionUpdate? Last { get; set; }
    }

    private sealed class EventTooLargeException : Exception;
}
