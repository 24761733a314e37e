namespace Fleet;

/// <summary>The service answered that it cannot handle the call at the moment (5xx).</summary>
public sealed class FleetUnavailableException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetUnavailableException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
