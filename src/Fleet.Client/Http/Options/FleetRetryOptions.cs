namespace Fleet.Client;

/// <summary>When and how often a failed call is repeated; which failures are is up to <see cref="Mode"/>. 404 never is.</summary>
public sealed record FleetRetryOptions
{
    /// <summary>Never repeats a call.</summary>
    public static FleetRetryOptions Off { get; } = new() { MaxRetries = 0 };

    /// <summary>Whose rules are followed.</summary>
    public FleetRetryMode Mode { get; init; }

    /// <summary>How often a call is repeated at the most; 3 unless set. The flux0 rules count time instead, and only 0 means something to them: never.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first repetition; 0.8 s unless set.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The longest wait that is computed.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much longer each wait is than the one before; 2 unless set. Our own rules add a jitter of 0.8 to 1.2 times.</summary>
    public double Exponent { get; init; } = 2;

    /// <summary>
    /// For how long a call is repeated, from its start; null leaves it to the limit of the whole call. Our own rules do not begin a wait that would
    /// end later; the flux0 rules look at it only after an attempt, so that the call may take longer by a wait and an attempt.
    /// </summary>
    public TimeSpan? MaxElapsed { get; init; }

    /// <summary>The longest <c>Retry-After</c> that is obeyed; a longer one ends the call with its error.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether failures before an answer are repeated.</summary>
    public bool RetryConnectionErrors { get; init; } = true;

    /// <summary>
    /// Whether calls that create something, or send a message to an agent, are repeated although the service may have done them already. It may do them
    /// twice then. Off unless set; a service that keeps idempotency keys, as the local server does, repeats creates safely without it.
    /// </summary>
    public bool RepeatCreates { get; init; }

    /// <summary>Where the flux0 rules take their jitter from.</summary>
    internal Random Jitter { get; init; } = Random.Shared;
}
