namespace Fleet;

/// <summary>The credentials are known but may not do this (403).</summary>
public sealed class FleetPermissionException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetPermissionException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetPermissionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetPermissionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
