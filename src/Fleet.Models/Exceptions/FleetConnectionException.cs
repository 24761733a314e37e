namespace Fleet;

/// <summary>No answer: the service cannot be reached, the connection broke, or no connection is set up.</summary>
public sealed class FleetConnectionException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetConnectionException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
