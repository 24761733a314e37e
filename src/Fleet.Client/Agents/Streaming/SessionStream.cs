using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>Sends a message and reads the stream that answers it.</summary>
internal static class SessionStream
{
    /// <summary>The updates of the stream; leaving the loop ends the stream, and a clean end of the loop is a clean end of the stream.</summary>
    public static async IAsyncEnumerable<FleetSessionUpdate> UpdatesAsync(FleetSender sender, FleetMessageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
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

    /// <summary>The events of the stream as they were sent.</summary>
    public static async IAsyncEnumerable<FleetStreamEvent> EventsAsync(FleetSender sender, FleetMessageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SessionStream<FleetStreamEvent> stream = new(sender, request, static (name, data) => new FleetStreamEvent { Event = name, Data = Encoding.UTF8.GetString(data) });
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

/// <summary>One answer, over as many connections as it takes.</summary>
/// <remarks>
/// A service that numbers its events says with its answer after which number it begins, and gives events again: a stream that was cut is taken up
/// after the last event that was received, and the work on one that is left is stopped. With any other service neither can be.
/// </remarks>
internal sealed class SessionStream<T>(FleetSender sender, FleetMessageRequest message, EventParse<T> parse)
    where T : class, IStreamItem
{
    // How long leaving a stream may take. The service hears of it in the background after that.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_farewellLimit = TimeSpan.FromSeconds(5);

    private StreamConnection<T>? _connection;
    private bool _isOver;
    private long _cutAt;
    private int _countAtCut = -1;
    private int _attempts;

    /// <summary>How far it has been received.</summary>
    public StreamProgress Progress { get; } = new(message.SessionId);

    // Numbers alone do not do: without the exchange the next one could be taken for the rest of this one.
    private bool CanResume => Progress is { Position: not null, CorrelationId: not null };

    /// <summary>Whether an event was not received before; asked for each, in their order.</summary>
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

    /// <summary>The events in their order; those that <see cref="IsNew"/> denies were there before.</summary>
    public async IAsyncEnumerable<List<T>> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string key = $"{sender.AddressOf(FleetService.Agents)} {message.SessionId}";
        if (OpenStreams.Enter(key))
        {
            sender.Warn($"Another stream of the session {message.SessionId} is open in this process: the service gives up the work on the earlier message, whose stream ends or falls silent.");
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
            // The agent may come to its end all the same, and what it says is kept: nothing that is to be stopped.
            _isOver = true;
            throw;
        }
    }

    /// <summary>Takes the stream up after the last event that was received.</summary>
    /// <exception cref="FleetStreamException">That cannot be done: the cut, with the reason.</exception>
    private async Task<StreamConnection<T>> ResumeAsync(FleetStreamException cut, CancellationToken cancellationToken)
    {
        if (!CanResume)
        {
            throw Cut(cut, "was cut off before its end, and the service does not give again what came after that");
        }

        if (message.ResumeTimeout == TimeSpan.Zero)
        {
            throw cut;
        }

        TimeProvider clock = sender.Options.TimeProvider;
        if (Progress.Count != _countAtCut)
        {
            // Only events are progress: a connection that brings none counts like one that could not be made.
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
                    throw Cut(failure ?? cut, $"was cut off, and could not be taken up again within {FleetErrors.Seconds(message.ResumeTimeout)} s");
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
            catch (FleetException passing) when (passing is FleetConnectionException or FleetUnavailableException or FleetTimeoutException or FleetRateLimitException)
            {
                failure = passing;
            }
            catch (FleetException lasting) when (lasting is not FleetStreamException)
            {
                throw Cut(lasting, $"was cut off, and the service does not give the rest of it ({lasting.Message.TrimEnd('.')})");
            }
        }
    }

    /// <summary>Tells the service that nobody wants the rest. That it may not hear it is no error of who left.</summary>
    private async Task StopAsync()
    {
        try
        {
            FleetSender once = sender.With(options => options with { Retry = FleetRetryOptions.Off, AttemptTimeout = s_farewellLimit });
            using HttpResponseMessage answer = await once.SendAsync(Call(HttpMethod.Delete, "*/*"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FleetException or OperationCanceledException or ObjectDisposedException)
        {
            // It finds out by itself when nobody comes back.
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
