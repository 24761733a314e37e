namespace Fleet.Client;

/// <summary>The rules for repeating a failed call. <see cref="Mode"/> decides which failures are repeated; 404 never is.</summary>
public sealed record FleetRetryOptions
{
    /// <summary>Never repeats a call.</summary>
    public static FleetRetryOptions Off { get; } = new() { MaxRetries = 0 };

    /// <summary>The set of rules to follow.</summary>
    public FleetRetryMode Mode { get; init; }

    /// <summary>The maximum number of repetitions; 3 by default. The flux0 rules count time instead, and only 0 has a meaning for them: never.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first repetition; 0.8 s by default.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The upper limit of the computed wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The factor by which each wait is longer than the one before; 2 by default. Our own rules add a jitter of 0.8 to 1.2 times.</summary>
    public double Exponent { get; init; } = 2;

    /// <summary>
    /// The time in which a call is repeated, from its start; null leaves it to the limit of the whole call. Our own rules do not begin a wait that would
    /// end later; the flux0 rules check it only after an attempt, so the call may take longer by a wait and an attempt.
    /// </summary>
    public TimeSpan? MaxElapsed { get; init; }

    /// <summary>The longest <c>Retry-After</c> that is obeyed; with a longer one the call fails at once.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>True to repeat after failures before a response.</summary>
    public bool RetryConnectionErrors { get; init; } = true;

    /// <summary>
    /// True to repeat calls that create something, or send a message to an agent, although the service may have carried them out already. It may then do so
    /// twice. False by default; with a service that honours idempotency keys, as the local server does, creates are repeated safely without it.
    /// </summary>
    public bool RepeatCreates { get; init; }

    /// <summary>The source of the flux0 rules' jitter.</summary>
    internal Random Jitter { get; init; } = Random.Shared;
}
