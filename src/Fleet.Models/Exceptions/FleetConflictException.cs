namespace Fleet;

/// <summary>The resource already exists, or its state does not allow the call, for example because it has ended (409, 410).</summary>
public sealed class FleetConflictException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetConflictException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The id or key in conflict.</summary>
    public string? ResourceId { get; init; }
}
