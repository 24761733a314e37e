namespace Fleet;

/// <summary>Too many requests (429); <see cref="FleetException.RetryAfter"/> says how long to wait.</summary>
public sealed class FleetRateLimitException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetRateLimitException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetRateLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetRateLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
