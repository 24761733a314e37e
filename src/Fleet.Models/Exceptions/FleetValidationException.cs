namespace Fleet;

/// <summary>The request is not valid: refused by the client before it was sent, or by the service (400, 422).</summary>
public sealed class FleetValidationException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetValidationException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetValidationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetValidationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The invalid fields, as named by the service; empty if it names none.</summary>
    public FleetFieldError[] Fields { get; init; } = [];
}
