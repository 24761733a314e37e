namespace Fleet;

/// <summary>The service does not accept the credentials (401), or there are none.</summary>
public sealed class FleetAuthenticationException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetAuthenticationException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetAuthenticationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetAuthenticationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
