namespace Fleet;

/// <summary>A stream broke or fell silent before its end.</summary>
public sealed class FleetStreamException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetStreamException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetStreamException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The number of updates received before the stream broke.</summary>
    public int UpdatesReceived { get; init; }

    /// <summary>The last status received; null if there was none.</summary>
    public string? LastStatus { get; init; }

    /// <summary>The exchange, once an update has named it. Its stored events can be listed.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The text of the last message, as far as it arrived.</summary>
    public string TextReceived { get; init; } = "";
}
