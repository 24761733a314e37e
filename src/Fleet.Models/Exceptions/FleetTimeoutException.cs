namespace Fleet;

/// <summary>The service did not answer in time. A call that was cancelled by the caller is an <see cref="OperationCanceledException"/> instead.</summary>
public sealed class FleetTimeoutException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetTimeoutException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetTimeoutException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
