using System.Collections;

namespace Fleet;

/// <summary>One field that the service rejected.</summary>
public sealed record FleetFieldError
{
    /// <summary>The path of the field, for example <c>body.ttl_seconds</c>.</summary>
    public string Field { get; init; } = "";

    /// <summary>The error message.</summary>
    public string Message { get; init; } = "";

    /// <summary>The service's code for it, if any.</summary>
    public string? Code { get; init; }

    /// <summary>The value that was sent, as free data, if the service returns it; without secrets.</summary>
    public object? Input { get; init; }

    /// <summary>Further details, for example <c>max_length</c>, if the service provides any.</summary>
    public IDictionary? Context { get; init; }

    /// <summary>Field and message.</summary>
    /// <returns>For example <c>body.ttl_seconds: must be positive</c>.</returns>
    public override string ToString() => $"{Field}: {Message}";
}
