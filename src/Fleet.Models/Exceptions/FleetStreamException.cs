namespace Fleet;

/// <summary>A stream broke or fell silent before its end.</summary>
public sealed class FleetStreamException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetStreamException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetStreamException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>How many updates were received before.</summary>
    public int UpdatesReceived { get; init; }

    /// <summary>The last status that was received; null when there was none.</summary>
    public string? LastStatus { get; init; }

    /// <summary>The exchange, once an update has told it: what the service kept of it can be listed.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The text of the last message, as far as it was received.</summary>
    public string TextReceived { get; init; } = "";
}
