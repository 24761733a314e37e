namespace Fleet.Client;

/// <summary>The set of rules that decides which failures are repeated, and after which wait.</summary>
public enum FleetRetryMode
{
    /// <summary>
    /// Our own: 408, 429, 500, 502, 503, 504 and failures before a response; <c>Retry-After</c> is obeyed, the jitter is a part of the wait, the number
    /// of repetitions is limited, and all calls of a client share a budget.
    /// </summary>
    Standard,

    /// <summary>
    /// Those of the flux0 client: 429, 500, 502, 503 and 504, and, with <see cref="FleetRetryOptions.RetryConnectionErrors"/>, connections that cannot be
    /// made and timeouts. The wait is the first one times the exponent for each earlier repetition, plus up to a second, limited to the longest;
    /// <c>Retry-After</c> is ignored. It ends when an attempt has failed and <see cref="FleetRetryOptions.MaxElapsed"/> has passed.
    /// </summary>
    Flux0,

    /// <summary>
    /// Those of the FlightDeck client: only failures before a response, for any call, and no status. The wait is the first one times the exponent for
    /// each earlier repetition, limited to the longest, without jitter; <c>Retry-After</c> and the budget are not used. Its own values are
    /// <see cref="FleetRetryOptions.MaxRetries"/> 0 and <see cref="FleetRetryOptions.FirstDelay"/> 0.1 s. As always, a call that changes something is only
    /// repeated where
    /// that does no harm or with <see cref="FleetRetryOptions.RepeatCreates"/>.
    /// </summary>
    FlightDeck,
}
