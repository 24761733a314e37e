namespace Fleet;

/// <summary>One step by which a message grows: an operation of a JSON patch.</summary>
public sealed record FleetPatchOperation
{
    /// <summary>What is done: <c>add</c>, <c>replace</c>, or a word that is not known here and is not applied.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Where, as a JSON pointer.</summary>
    public string Path { get; init; } = "";

    /// <summary>The value: text, or any free data.</summary>
    public object? Value { get; init; }

    /// <summary>Operation and path.</summary>
    /// <returns>For example <c>add /-</c>.</returns>
    public override string ToString() => $"{Operation} {Path}";
}
