namespace Fleet;

/// <summary>The local server could not be started, or ended by itself.</summary>
public sealed class FleetServerException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetServerException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetServerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
