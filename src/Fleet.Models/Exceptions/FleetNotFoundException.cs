namespace Fleet;

/// <summary>The thing asked for does not exist (404, or a 400 that says so).</summary>
public sealed class FleetNotFoundException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetNotFoundException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetNotFoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What kind of thing was not found: <c>instance</c>, <c>task</c>, <c>environment</c>, <c>version</c>, <c>team</c> ...</summary>
    public string? ResourceType { get; init; }

    /// <summary>The id or key that was not found.</summary>
    public string? ResourceId { get; init; }
}
