using System.Collections;

namespace Fleet;

/// <summary>One part of a message.</summary>
public sealed record FleetMessagePart
{
    /// <summary>The kind of part: <c>content</c>, <c>reasoning</c>, <c>tool_call</c>, or one that this release does not know.</summary>
    public string Type { get; init; } = "";

    /// <summary>The content or reasoning as sent: text, or any free data.</summary>
    public object? Content { get; init; }

    /// <summary>The call, if the part is one.</summary>
    public FleetToolCall? ToolCall { get; init; }

    /// <summary>The complete data as sent, unknown members included.</summary>
    public IDictionary? Raw { get; init; }

    /// <summary>The part in readable form.</summary>
    /// <returns>The text, or the name of the tool, or else the kind of part.</returns>
    public override string ToString() => Content as string ?? ToolCall?.ToolName ?? Type;
}
