using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>Sends a message and reads the stream that answers it.</summary>
internal static class SessionStream
{
    /// <summary>Returns the updates of the stream; leaving the loop closes the stream, and a normal end of the loop is a normal end of the stream.</summary>
    public static async IAsyncEnumerable<FleetSessionUpdate> UpdatesAsync(
        FleetSender sender,
        FleetMessageRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UpdateReader reader = new(request.SessionId);
        SessionStream<FleetSessionUpdate> stream = new(sender, request, reader.Read);
        await foreach (List<FleetSessionUpdate> batch in stream.BatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (FleetSessionUpdate update in batch)
            {
                if (stream.IsNew(update))
                {
                    stream.Progress.Take(update);
                    yield return update;
                }
            }
        }
    }

    /// <summary>Returns the events of the stream as they were sent.</summary>
    public static async IAsyncEnumerable<FleetStreamEvent> EventsAsync(
        FleetSender sender,
        FleetMessageRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SessionStream<FleetStreamEvent> stream = new(sender, request, static (name, data) =>
            new FleetStreamEvent { Event = name, Data = Encoding.UTF8.GetString(data) });
        await foreach (List<FleetStreamEvent> batch in stream.BatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (FleetStreamEvent one in batch)
            {
                if (stream.IsNew(one))
                {
                    yield return one;
                }
            }
        }
    }
}

/// <summary>One response, over as many connections as it takes.</summary>
/// <remarks>
/// A service that numbers its events reports with its response the number before the first, and can send events again: a stream that was cut is resumed
/// after the last event received, and the work for an abandoned one is stopped. No other service supports either.
/// </remarks>
internal sealed class SessionStream<T>(FleetSender sender, FleetMessageRequest message, EventParse<T> parse)
    where T : class, IStreamItem
{
    // The time that leaving a stream may take. After that the service is informed in the background.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_farewellLimit = TimeSpan.FromSeconds(5);

    private StreamConnection<T>? _connection;
    private bool _isOver;
    private long _cutAt;
    private int _countAtCut = -1;
    private int _attempts;

    /// <summary>The progress of the response.</summary>
    public StreamProgress Progress { get; } = new(message.SessionId);

    // The event number alone is not enough: without the exchange, the next one could be mistaken for the rest of this one.
    private bool CanResume => Progress is { Position: not null, CorrelationId: not null };

    /// <summary>Returns whether an event is new; to be called for each event, in order.</summary>
    /// <exception cref="FleetStreamException">Events before it are missing.</exception>
    public bool IsNew(T item)
    {
        try
        {
            return Progress.Take(item.StreamId, _connection!.Call);
        }
        catch (FleetStreamException)
        {
            _isOver = true;
            throw;
        }
    }

    /// <summary>Returns the events in order; those for which <see cref="IsNew"/> is false were received before.</summary>
    public async IAsyncEnumerable<List<T>> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string key = $"{sender.AddressOf(FleetService.Agents)} {message.SessionId}";
        if (OpenStreams.Enter(key))
        {
            sender.Warn(
                $"Another stream of the session {message.SessionId} is open in this process: "
                + "the service stops working on the earlier message, whose stream ends or falls silent.");
        }

        try
        {
            _connection = await OpenAsync(sender, Post(), cancellationToken).ConfigureAwait(false);
            (Progress.Position, Progress.CorrelationId) = (_connection.Start, _connection.CorrelationId);
            while (await NextAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return _connection.Batch;
            }
        }
        finally
        {
            _connection?.Dispose();
            OpenStreams.Leave(key);
            if (!_isOver && CanResume)
            {
                await Task.WhenAny(StopAsync(), Task.Delay(s_farewell, sender.Options.TimeProvider, CancellationToken.None)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    bool more = await _connection!.NextAsync().ConfigureAwait(false);
                    _isOver = !more;
                    return more;
                }
                catch (FleetStreamException cut) when (cut.ErrorCode == StreamFaults.Cut)
                {
                    _connection!.Dispose();
                    _connection = await ResumeAsync(cut, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (FleetException)
        {
            // The agent may finish nevertheless, and its messages are stored: this must not be stopped.
            _isOver = true;
            throw;
        }
    }

    /// <summary>Resumes the stream after the last event received.</summary>
    /// <exception cref="FleetStreamException">It cannot be resumed; the error is the cut, with the reason.</exception>
    private async Task<StreamConnection<T>> ResumeAsync(FleetStreamException cut, CancellationToken cancellationToken)
    {
        if (!CanResume)
        {
            throw Cut(cut, "was cut off before its end, and the service cannot send the rest again");
        }

        if (message.ResumeTimeout == TimeSpan.Zero)
        {
            throw cut;
        }

        TimeProvider clock = sender.Options.TimeProvider;
        if (Progress.Count != _countAtCut)
        {
            // Only events are progress: a connection that brings none counts as a failed one.
            (_cutAt, _countAtCut, _attempts) = (clock.GetTimestamp(), Progress.Count, 0);
        }

        FleetException? failure = null;
        while (true)
        {
            TimeSpan left = message.ResumeTimeout - clock.GetElapsedTime(_cutAt);
            if (_attempts > 0)
            {
                TimeSpan? wait = RepeatRules.Wait(sender.Retry, _attempts, failure?.RetryAfter);
                if (wait is null || wait >= left)
                {
                    throw Cut(failure ?? cut, $"was cut off, and could not be resumed within {FleetErrors.Seconds(message.ResumeTimeout)} s");
                }

                await Task.Delay(wait.Value, clock, cancellationToken).ConfigureAwait(false);
                left -= wait.Value;
            }

            _attempts++;
            try
            {
                FleetSender once = sender.With(options => options with { Retry = FleetRetryOptions.Off, AttemptTimeout = left });
                return await OpenAsync(once, Resume(), cancellationToken).ConfigureAwait(false);
            }
            catch (FleetException passing)
                when (passing is FleetConnectionException or FleetUnavailableException or FleetTimeoutException or FleetRateLimitException)
            {
                failure = passing;
            }
            catch (FleetException lasting) when (lasting is not FleetStreamException)
            {
                throw Cut(lasting, $"was cut off, and the service does not send the rest ({lasting.Message.TrimEnd('.')})");
            }
        }
    }

    /// <summary>Tells the service that the rest is not wanted. If that fails, it is not the caller's error.</summary>
    private async Task StopAsync()
    {
        try
        {
            FleetSender once = sender.With(options => options with { Retry = FleetRetryOptions.Off, AttemptTimeout = s_farewellLimit });
            using HttpResponseMessage answer = await once.SendAsync(Call(HttpMethod.Delete, "*/*"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FleetException or OperationCanceledException or ObjectDisposedException)
        {
            // The service notices by itself when nobody returns.
        }
    }

    private Task<StreamConnection<T>> OpenAsync(FleetSender through, FleetRequest call, CancellationToken cancellationToken) =>
        StreamConnection<T>.OpenAsync(through, call, message, Progress, parse, cancellationToken);

    private FleetStreamException Cut(Exception cause, string what) => Progress.Broken(_connection!.Call, StreamFaults.Cut, what, cause);

    private FleetRequest Post()
    {
        using JsonBody body = new();
        return Call(HttpMethod.Post, "text/event-stream") with
        {
            Json = body.Add("type", "message").Add("source", "user").Add("content", message.Content).Finish(),
            Repeat = FleetRepeat.Never,
            Streams = true,
        };
    }

    private FleetRequest Resume() => Call(HttpMethod.Get, "text/event-stream") with
    {
        LastEventId = Progress.Position!.Value.ToString(CultureInfo.InvariantCulture),
        Streams = true,
    };

    private FleetRequest Call(HttpMethod method, string accept)
    {
        string path = FleetPath.Segments("api", "sessions", message.SessionId, "events", "stream");
        return AgentsWire.Request(
            method, method == HttpMethod.Post ? path : FleetPath.Query(path, ("correlation_id", Progress.CorrelationId)), "session", message.SessionId) with
        { Accept = accept };
    }
}
