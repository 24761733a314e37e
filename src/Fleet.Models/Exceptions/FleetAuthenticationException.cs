namespace Fleet;

/// <summary>The service does not accept the credentials (401), or there are none.</summary>
public sealed class FleetAuthenticationException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetAuthenticationException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetAuthenticationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetAuthenticationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
