namespace Fleet;

/// <summary>The request is not valid: refused by the client before it was sent, or by the service (400, 422).</summary>
public sealed class FleetValidationException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetValidationException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetValidationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetValidationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The fields that are wrong, as the service names them; empty when it names none.</summary>
    public FleetFieldError[] Fields { get; init; } = [];
}
