namespace Fleet;

/// <summary>One operation of a JSON patch, by which a message grows.</summary>
public sealed record FleetPatchOperation
{
    /// <summary>The operation: <c>add</c>, <c>replace</c> or another one of JSON Patch. An unknown operation is not applied.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The target, as a JSON pointer.</summary>
    public string Path { get; init; } = "";

    /// <summary>The source of a <c>copy</c> or <c>move</c>, as a JSON pointer; null for other operations.</summary>
    public string? From { get; init; }

    /// <summary>The value: text, or any free data.</summary>
    public object? Value { get; init; }

    /// <summary>The operation and its path.</summary>
    /// <returns>For example <c>add /-</c>.</returns>
    public override string ToString() => $"{Operation} {Path}";
}
