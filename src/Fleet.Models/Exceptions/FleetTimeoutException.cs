namespace Fleet;

/// <summary>The service did not answer in time. A call that was cancelled by the caller is an <see cref="OperationCanceledException"/> instead.</summary>
public sealed class FleetTimeoutException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetTimeoutException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetTimeoutException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
