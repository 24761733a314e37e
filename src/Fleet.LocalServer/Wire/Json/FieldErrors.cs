namespace Fleet.LocalServer.Wire.Json;

/// <summary>An error in one field of a request or document.</summary>
/// <param name="Location">Names and indexes from the root to the field.</param>
/// <param name="Message">The human-readable error.</param>
/// <param name="Type">The machine-readable error type.</param>
internal sealed record FieldError(IReadOnlyList<object> Location, string Message, string Type)
{
    /// <summary>Writes the rejected value; null if it is not shown.</summary>
    public Action<JsonText>? Input { get; init; }

    /// <summary>Writes the members of the error's context; null if it has none.</summary>
    public Action<JsonText>? Context { get; init; }
}

/// <summary>Collects errors so that a caller sees all of them at once.</summary>
/// <param name="refuse">Creates the exception that lists them; null to discard them.</param>
internal sealed class FieldErrors(Func<IReadOnlyList<FieldError>, Exception>? refuse)
{
    /// <summary>Discards all errors.</summary>
    public static readonly FieldErrors Dropped = new(null);

    private List<FieldError>? _found;

    public void Add(FieldError error)
    {
        if (refuse is not null)
        {
            (_found ??= []).Add(error);
        }
    }

    /// <summary>Throws if any errors were collected.</summary>
    public void ThrowIfAny()
    {
        if (_found is not null)
        {
            throw refuse!(_found);
        }
    }
}
