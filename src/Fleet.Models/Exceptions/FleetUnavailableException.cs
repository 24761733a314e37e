namespace Fleet;

/// <summary>The service answered that it cannot serve the call now (5xx).</summary>
public sealed class FleetUnavailableException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetUnavailableException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
