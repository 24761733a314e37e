namespace Fleet.LocalServer.Wire.Json;

/// <summary>An error in one field of a request or a document.</summary>
/// <param name="Location">Names and indexes from the root to the field.</param>
/// <param name="Message">The error, for people.</param>
/// <param name="Type">The error, for programs.</param>
internal sealed record FieldError(IReadOnlyList<object> Location, string Message, string Type)
{
    /// <summary>Writes the value that was given; null for a value that is not shown.</summary>
    public Action<JsonText>? Input { get; init; }

    /// <summary>Writes the members that explain the error; null for none.</summary>
    public Action<JsonText>? Context { get; init; }
}

/// <summary>Gathers errors, so that a caller learns of all of them at once.</summary>
/// <param name="refuse">Makes the exception that lists them; null to drop them.</param>
internal sealed class FieldErrors(Func<IReadOnlyList<FieldError>, Exception>? refuse)
{
    /// <summary>Drops all errors.</summary>
    public static readonly FieldErrors Dropped = new(null);

    private List<FieldError>? _found;

    /// <summary>Adds an error.</summary>
    public void Add(FieldError error)
    {
        if (refuse is not null)
        {
            (_found ??= []).Add(error);
        }
    }

    /// <summary>Throws what was found, if anything was.</summary>
    public void ThrowIfAny()
    {
        if (_found is not null)
        {
            throw refuse!(_found);
        }
    }
}
