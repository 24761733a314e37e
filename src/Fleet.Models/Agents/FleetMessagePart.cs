using System.Collections;

namespace Fleet;

/// <summary>One part of a message.</summary>
public sealed record FleetMessagePart
{
    /// <summary>The kind of part: <c>content</c>, <c>reasoning</c>, <c>tool_call</c>, or a word that is not known here.</summary>
    public string Type { get; init; } = "";

    /// <summary>The content or the reasoning as sent: text, or any free data.</summary>
    public object? Content { get; init; }

    /// <summary>The call, when the part is one.</summary>
    public FleetToolCall? ToolCall { get; init; }

    /// <summary>All that was sent, members that are not known here included.</summary>
    public IDictionary? Raw { get; init; }

    /// <summary>The part as a person reads it.</summary>
    /// <returns>The text, or the name of the tool, or else the kind of part.</returns>
    public override string ToString() => Content as string ?? ToolCall?.ToolName ?? Type;
}
