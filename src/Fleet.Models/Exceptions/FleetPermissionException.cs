namespace Fleet;

/// <summary>The credentials are known but may not do this (403).</summary>
public sealed class FleetPermissionException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetPermissionException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetPermissionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetPermissionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
