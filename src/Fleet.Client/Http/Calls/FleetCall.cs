using System.Globalization;

namespace Fleet.Client.Http;

/// <summary>One logical call: the state shared by all its attempts.</summary>
internal sealed class FleetCall
{
    private static readonly HttpRequestOptionsKey<int> s_attempt = new("Fleet.Attempt");

    private readonly TimeProvider _clock;
    private readonly long _started;

    public FleetCall(FleetRequest request, FleetClientOptions options, FleetCallOptions? view, Redactor redactor, CancellationToken caller)
    {
        Request = request;
        Caller = caller;
        AddedHeaders = view?.Headers ?? new Dictionary<string, string>();
        Redactor = redactor.With([.. request.Secrets, .. AddedHeaders.Values]);
        Retry = view?.Retry ?? options.Retry;
        AttemptLimit = WithWork(view?.AttemptTimeout ?? options.AttemptTimeout);
        TimeSpan total = WithWork(view?.TotalTimeout ?? options.TotalTimeout);
        // The flux0 rules have only their own limit for the whole call, which lets the attempt that exceeds it finish.
        TotalLimit = Retry.Mode is FleetRetryMode.Flux0 ? Timeout.InfiniteTimeSpan : total;
        RetryLimit = Retry.MaxElapsed ?? total;
        Log = new CallLog(options, view, options.EchoAgents && request.Service is FleetService.Agents);
        _clock = options.TimeProvider;
        _started = _clock.GetTimestamp();
        if (request.Service is not FleetService.Instance)
        {
            RequestId = Guid.NewGuid().ToString("D");
            Timestamp = _clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        }
    }

    public FleetRequest Request { get; }

    /// <summary>The full address.</summary>
    public required Uri Address { get; init; }

    /// <summary>The headers that the view adds.</summary>
    public IReadOnlyDictionary<string, string> AddedHeaders { get; }

    /// <summary>Removes the secrets from the text shown about this call.</summary>
    public Redactor Redactor { get; }

    public CancellationToken Caller { get; }

    /// <summary>True if the attempts carry credentials.</summary>
    public required bool HasCredentials { get; init; }

    /// <summary>The base address of the service, whose promise to honour the idempotency key applies to this call.</summary>
    public required string Base { get; init; }

    public FleetRetryOptions Retry { get; }

    public TimeSpan AttemptLimit { get; }

    public TimeSpan TotalLimit { get; }

    /// <summary>The time in which the call is repeated.</summary>
    public TimeSpan RetryLimit { get; }

    /// <summary>The time that the call has taken so far.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    public CallLog Log { get; }

    /// <summary>The id of the call, the same on all attempts; none is sent to instances.</summary>
    public string? RequestId { get; }

    /// <summary>The time of the call in Unix milliseconds, the same on all attempts.</summary>
    public string? Timestamp { get; }

    /// <summary>The current or last attempt, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>Marks a message with the number of its attempt; the first, being the usual one, is not marked.</summary>
    public void MarkAttempt(HttpRequestMessage message)
    {
        if (Attempt > 1)
        {
            message.Options.Set(s_attempt, Attempt);
        }
    }

    /// <summary>The attempt that brought a response.</summary>
    public static int AttemptOf(HttpResponseMessage answer) =>
        answer.RequestMessage?.Options.TryGetValue(s_attempt, out int attempt) == true ? attempt : 1;

    /// <summary>Scheme, host and port.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The address without its query, redacted.</summary>
    public Uri AddressToShow => new(Redactor.Text(Address.GetLeftPart(UriPartial.Path)));

    /// <summary>The subject of the call, redacted: a caller may pass a key in place of an id.</summary>
    public (string Type, string? Id)? Resource => Shown(Request.Resource);

    /// <summary>The other subject that the call names, redacted.</summary>
    public (string Type, string? Id)? OtherResource => Shown(Request.OtherResource);

    /// <summary>The remaining time of the whole call.</summary>
    public TimeSpan Remaining => TotalLimit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : TotalLimit - Elapsed;

    /// <summary>Returns the limit of the next attempt, and whether it is that of the whole call.</summary>
    public (TimeSpan Limit, bool IsTotal) NextLimit()
    {
        TimeSpan remaining = Remaining;
        if (AttemptLimit != Timeout.InfiniteTimeSpan && AttemptLimit <= remaining)
        {
            return (AttemptLimit, false);
        }

        return TotalLimit == Timeout.InfiniteTimeSpan ? (Timeout.InfiniteTimeSpan, false) : (remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, true);
    }

    private (string Type, string? Id)? Shown((string Type, string? Id)? resource) =>
        resource is { } named ? (named.Type, named.Id is { } id ? Redactor.Text(id) : null) : null;

    private TimeSpan WithWork(TimeSpan limit) => limit == Timeout.InfiniteTimeSpan ? limit : limit + Request.Work;
}
