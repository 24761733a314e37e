namespace Fleet;

/// <summary>Too many requests (429); <see cref="FleetException.RetryAfter"/> says how long to wait.</summary>
public sealed class FleetRateLimitException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetRateLimitException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetRateLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetRateLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
