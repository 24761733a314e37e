namespace Fleet;

/// <summary>The crash of a verifier.</summary>
public sealed record FleetVerifierError
{
    /// <summary>The type of the error, for example <c>AssertionError</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The error message.</summary>
    public string? Message { get; init; }

    /// <summary>The location of the error.</summary>
    public string? Traceback { get; init; }

    /// <summary>Type and message.</summary>
    /// <returns>For example <c>AssertionError: boom</c>.</returns>
    public override string ToString() => string.IsNullOrEmpty(Type) ? Message ?? "" : string.IsNullOrEmpty(Message) ? Type : $"{Type}: {Message}";
}
