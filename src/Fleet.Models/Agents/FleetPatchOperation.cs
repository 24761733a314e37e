namespace Fleet;

/// <summary>One step by which a message grows: an operation of a JSON patch.</summary>
public sealed record FleetPatchOperation
{
    /// <summary>What is done: <c>add</c>, <c>replace</c> or another operation of JSON patch; a word that is not known here is not applied.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Where, as a JSON pointer.</summary>
    public string Path { get; init; } = "";

    /// <summary>Where <c>copy</c> and <c>move</c> take the value from, as a JSON pointer; null for other operations.</summary>
    public string? From { get; init; }

    /// <summary>The value: text, or any free data.</summary>
    public object? Value { get; init; }

    /// <summary>Operation and path.</summary>
    /// <returns>For example <c>add /-</c>.</returns>
    public override string ToString() => $"{Operation} {Path}";
}
