namespace Fleet;

/// <summary>No answer: the service cannot be reached, the connection broke, or no connection is set up.</summary>
public sealed class FleetConnectionException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetConnectionException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
