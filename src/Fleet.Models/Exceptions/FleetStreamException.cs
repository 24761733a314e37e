namespace Fleet;

/// <summary>A stream broke or fell silent before its end.</summary>
public sealed class FleetStreamException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetStreamException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetStreamException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
