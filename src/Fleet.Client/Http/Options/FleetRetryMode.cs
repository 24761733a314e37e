namespace Fleet.Client;

/// <summary>Whose rules decide which failures are repeated, and after which wait.</summary>
public enum FleetRetryMode
{
    /// <summary>
    /// Our own: 408, 429, 500, 502, 503, 504 and failures before an answer; <c>Retry-After</c> is obeyed, the jitter is a part of the wait, the number
    /// of repetitions is limited, and all calls of a client share a budget.
    /// </summary>
    Standard,

    /// <summary>
    /// Those of the flux0 client: 429, 500, 502, 503 and 504, and, with <see cref="FleetRetryOptions.RetryConnectionErrors"/>, connections that cannot be
    /// made and time-outs. The wait is the first one times the exponent for each repetition before, plus up to a second, and at most the longest; <c>Retry-After</c>
    /// is not looked at. It ends when an attempt has failed and <see cref="FleetRetryOptions.MaxElapsed"/> is over.
    /// </summary>
    Flux0,

    /// <summary>
    /// Those of the FlightDeck client: only failures before an answer, whatever was asked, and no status. The wait is the first one times the exponent for
    /// each repetition before, at most the longest, without a jitter; <c>Retry-After</c> and the budget play no part. Its own numbers are
    /// <see cref="FleetRetryOptions.MaxRetries"/> 0 and <see cref="FleetRetryOptions.FirstDelay"/> 0.1 s. What changes something is, as ever, repeated only where
    /// that does no harm or with <see cref="FleetRetryOptions.RepeatCreates"/>.
    /// </summary>
    FlightDeck,
}
