namespace Fleet.Client;

/// <summary>When and how often a failed call is repeated. 408, 429, 500, 502, 503, 504 and failures before an answer are; 404 never is.</summary>
public sealed record FleetRetryOptions
{
    /// <summary>Never repeats a call.</summary>
    public static FleetRetryOptions Off { get; } = new() { MaxRetries = 0 };

    /// <summary>How often a call is repeated at the most; 3 unless set.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles from there, with a jitter of 0.8 to 1.2.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The longest wait that is computed.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest <c>Retry-After</c> that is obeyed; a longer one ends the call with its error.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether failures before an answer are repeated.</summary>
    public bool RetryConnectionErrors { get; init; } = true;
}
