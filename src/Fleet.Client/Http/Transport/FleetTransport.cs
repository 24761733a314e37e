using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>The chain of one client, with the state that all its calls share: connections, credentials, retry budget.</summary>
/// <remarks>
/// From the outside in: total limit, request id and idempotency key, retry, credentials, log, activity, connection. The links are methods rather than
/// delegating handlers: the others need what one link knows (ids, attempts, whether a body was sent), and a link with nothing to do costs nothing.
/// </remarks>
internal sealed class FleetTransport : IDisposable
{
    // A response of known, small size is read within its attempt: if it breaks off, the call is repeated as after any failure, and reading it cannot fail
    // later.
    private const long ReadAtOnce = 128 * 1024;

    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly RetryBudget _budget = new();
    private readonly PrimaryClient _primary;
    private readonly MessageBuilder _messages;
    private readonly Redactor _redactor;
    private volatile string[] _honouring = [];
    private int _isClosed;

    public FleetTransport(FleetClientOptions options)
    {
        OptionsCheck.Require(options);
        Options = options with { EchoAgents = DebugVariable.IsOn() };
        _closed = _closing.Token;
        _primary = new PrimaryClient(options);
        _messages = new MessageBuilder(options, _primary);
        _redactor = new Redactor(options);
    }

    public FleetClientOptions Options { get; }

    /// <summary>Sends a request through the chain; the response is a success, anything else is thrown as a <see cref="FleetException"/>.</summary>
    public async Task<HttpResponseMessage> SendAsync(FleetRequest request, FleetCallOptions? view, ServiceErrors errors, CancellationToken cancellationToken)
    {
        ClosedClient.ThrowIf(_closed.IsCancellationRequested);
        cancellationToken.ThrowIfCancellationRequested();
        string address = _messages.Base(request, view);
        FleetCall call = new(request, Options, view, _redactor, cancellationToken)
        {
            Address = new Uri(address + request.PathAndQuery),
            Base = address,
            HasCredentials = _messages.HasCredentials(request.Service, address),
        };
        _budget.Earn();
        while (true)
        {
            call.Attempt++;
            (HttpResponseMessage? answer, AttemptFailure? failure) = await AttemptAsync(call).ConfigureAwait(false);
            if (answer is not null)
            {
                return answer;
            }

            TimeSpan wait = WaitBefore(call, failure!) ?? throw FleetErrors.Make(call, failure!, errors);
            await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the address of a service, without a trailing slash.</summary>
    public string AddressOf(FleetService service, FleetCallOptions? view) =>
        _messages.Base(new FleetRequest { Method = HttpMethod.Get, PathAndQuery = "", Service = service }, view);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        _closing.Cancel();
        _closing.Dispose();
        _primary.Dispose();
    }

    /// <summary>Returns the wait before the call is repeated; null if it is not.</summary>
    private TimeSpan? WaitBefore(FleetCall call, AttemptFailure failure)
    {
        FleetRetryOptions retry = call.Retry;
        bool byTime = retry is { Mode: FleetRetryMode.Flux0, MaxRetries: > 0 };
        if ((!byTime && call.Attempt > retry.MaxRetries) || !RepeatRules.Allows(call.Request.Repeat, retry, failure, _honouring.Contains(call.Base)))
        {
            return null;
        }

        TimeSpan? wait = RepeatRules.Wait(retry, call.Attempt, failure.RetryAfter);
        if (byTime)
        {
            return call.RetryLimit == Timeout.InfiniteTimeSpan || call.Elapsed <= call.RetryLimit ? wait : null;
        }

        bool isInTime = wait < call.Remaining && (retry.MaxElapsed is not { } most || call.Elapsed + wait < most);
        return isInTime && (retry.Mode is FleetRetryMode.FlightDeck || _budget.TrySpend()) ? wait : null;
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        try
        {
            await Task.Delay(wait, Options.TimeProvider, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task<(HttpResponseMessage? Answer, AttemptFailure? Failure)> AttemptAsync(FleetCall call)
    {
        (TimeSpan allowed, bool isTotal) = call.NextLimit();
        TimeLimit limit = new(allowed, Options.TimeProvider, call.Caller, _closed);
        using Activity? activity = FleetActivity.Start(call);
        HttpResponseMessage? response = null;
        bool handedOver = false;
        long started = Options.TimeProvider.GetTimestamp();
        try
        {
            HttpRequestMessage message = _messages.Build(call);
            await _messages.AuthorizeAsync(message, call, limit.Token).ConfigureAwait(false);
            LogRequest(call, message);
            response = await _primary.SendAsync(message, limit.Token).ConfigureAwait(false);
            RememberPromise(call, response);
            if (response.IsSuccessStatusCode)
            {
                handedOver = !await TakeBodyAsync(call, response, limit).ConfigureAwait(false);
                await LogAnswerAsync(call, response, started, null).ConfigureAwait(false);
                FleetActivity.Answered(activity, response);
                return (response, null);
            }

            AttemptFailure refused = await FailureReader.ReadAsync(call, response, limit, Options.TimeProvider.GetUtcNow()).ConfigureAwait(false);
            await LogAnswerAsync(call, response, started, refused).ConfigureAwait(false);
            FleetActivity.Answered(activity, response);
            response.Dispose();
            return (null, refused);
        }
        catch (Exception cause) when (cause is HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            response?.Dispose();
            FleetActivity.Failed(activity, cause);
            limit.ThrowIfStopped();
            AttemptFailure unanswered = FailureReader.Unanswered(call, limit, isTotal, _primary.OwnsConnections, cause);
            LogLine(
                call,
                unanswered.Kind switch
                {
                    FailureKind.TimedOut => "timed out",
                    FailureKind.NoConnection => "no connection",
                    _ => "connection broke",
                },
                started);
            return (null, unanswered);
        }
        finally
        {
            if (!handedOver)
            {
                limit.Dispose();
            }
        }
    }

    /// <summary>Reads a small body completely, and wraps any other in a guard.</summary>
    /// <returns>True if all of it has been read, so that the limit is no longer needed.</returns>
    private static async Task<bool> TakeBodyAsync(FleetCall call, HttpResponseMessage response, TimeLimit limit)
    {
        if (!call.Request.Streams && (response.Content.Headers.ContentLength <= ReadAtOnce || call.Log.Wants(FleetLogLevel.Debug)))
        {
            await response.Content.LoadIntoBufferAsync(limit.Token).ConfigureAwait(false);
            return true;
        }

        limit.Pause();
        if (call.Request.Streams)
        {
            limit.Lift();
        }

        response.Content = new GuardedContent(response.Content, call, limit);
        return false;
    }

    /// <summary>Remembers that the service honours idempotency keys, if it says so.</summary>
    private void RememberPromise(FleetCall call, HttpResponseMessage response)
    {
        string[] known = _honouring;
        if (!known.Contains(call.Base)
            && response.Headers.NonValidated.TryGetValues("Fleet-Idempotency", out HeaderStringValues promise)
            && promise.ToString() == "honoured")
        {
            // Of two at once, one may be lost: the next response brings it again.
            _honouring = [.. known, call.Base];
        }
    }

    private void LogRequest(FleetCall call, HttpRequestMessage message)
    {
        if (call.Log.Wants(FleetLogLevel.Debug))
        {
            string? body = call.Request.Json is { } json ? Encoding.UTF8.GetString(json.Span) : null;
            call.Log.WriteDetails(
                _redactor,
                $"Request: {message.Method} {_redactor.Text(call.Origin)}{_redactor.Path(call.Address.PathAndQuery)}",
                message.Headers,
                message.Content?.Headers,
                body);
        }
    }

    private async ValueTask LogAnswerAsync(FleetCall call, HttpResponseMessage response, long started, AttemptFailure? refused)
    {
        if (!call.Log.Wants(FleetLogLevel.Verbose))
        {
            return;
        }

        LogLine(call, $"{(int)response.StatusCode} {response.ReasonPhrase}", started);
        if (call.Log.Wants(FleetLogLevel.Debug))
        {
            // Everything but streams has been read by now.
            string? body = refused?.Body
                ?? (call.Request.Streams || refused is not null ? null : await response.Content.ReadAsStringAsync(call.Caller).ConfigureAwait(false));
            call.Log.WriteDetails(_redactor, $"Answer: {(int)response.StatusCode} {response.ReasonPhrase}", response.Headers, response.Content.Headers, body);
        }
    }

    private void LogLine(FleetCall call, string outcome, long started)
    {
        if (call.Log.Wants(FleetLogLevel.Verbose))
        {
            string id = call.RequestId is null ? "" : $", request {call.RequestId}";
            double milliseconds = Options.TimeProvider.GetElapsedTime(started).TotalMilliseconds;
            call.Log.Write(
                FleetLogLevel.Verbose,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{call.Request.Method} {_redactor.Path(call.Address.PathAndQuery)}: {outcome} in {milliseconds:0} ms (attempt {call.Attempt}{id})"));
        }
    }
}
