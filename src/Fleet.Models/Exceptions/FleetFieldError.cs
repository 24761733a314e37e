using System.Collections;

namespace Fleet;

/// <summary>One field that the service refused.</summary>
public sealed record FleetFieldError
{
    /// <summary>Where the field is, for example <c>body.ttl_seconds</c>.</summary>
    public string Field { get; init; } = "";

    /// <summary>What is wrong with it.</summary>
    public string Message { get; init; } = "";

    /// <summary>The service's code for it, if any.</summary>
    public string? Code { get; init; }

    /// <summary>What was sent there, as free data, where the service repeats it; without secrets.</summary>
    public object? Input { get; init; }

    /// <summary>More about it, for example <c>max_length</c>, where the service says so.</summary>
    public IDictionary? Context { get; init; }

    /// <summary>Field and message.</summary>
    /// <returns>For example <c>body.ttl_seconds: must be positive</c>.</returns>
    public override string ToString() => $"{Field}: {Message}";
}
