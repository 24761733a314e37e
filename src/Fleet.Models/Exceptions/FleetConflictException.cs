namespace Fleet;

/// <summary>The thing exists already, or is in a state that does not allow the call, for example because it has ended (409, 410).</summary>
public sealed class FleetConflictException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetConflictException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The id or key that is in the way.</summary>
    public string? ResourceId { get; init; }
}
