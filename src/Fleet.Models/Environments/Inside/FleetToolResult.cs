namespace Fleet;

/// <summary>The result of a tool call.</summary>
public sealed record FleetToolResult
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The tool.</summary>
    public string Name { get; init; } = "";

    /// <summary>The text of the answer: all its text parts, each on a line of its own.</summary>
    public string Text { get; init; } = "";

    /// <summary>The structured answer, if the tool returns one: a dictionary, an array, a string, bool, long or double.</summary>
    public object? StructuredContent { get; init; }

    /// <summary>All parts of the answer, each a dictionary with its <c>type</c>: text, image, audio, resource.</summary>
    public object[] Content { get; init; } = [];

    /// <summary>The text of the answer.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
