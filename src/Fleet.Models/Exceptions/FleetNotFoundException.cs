namespace Fleet;

/// <summary>The requested resource does not exist (404, or a 400 that says so).</summary>
public sealed class FleetNotFoundException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetNotFoundException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetNotFoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The kind of resource that was not found: <c>instance</c>, <c>task</c>, <c>environment</c>, <c>version</c>, <c>team</c> and so on.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The id or key that was not found.</summary>
    public string? ResourceId { get; init; }
}
