namespace Fleet;

/// <summary>The local server could not be started, or ended by itself.</summary>
public sealed class FleetServerException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetServerException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetServerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
