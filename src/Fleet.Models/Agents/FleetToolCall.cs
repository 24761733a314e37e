using System.Collections;

namespace Fleet;

/// <summary>One use of a tool by an agent: the call in a message, or the call with its result in a tool event.</summary>
public sealed record FleetToolCall
{
    /// <summary>The id that links the call and its result.</summary>
    public string ToolCallId { get; init; } = "";

    /// <summary>The tool.</summary>
    public string ToolName { get; init; } = "";

    /// <summary>What the tool was given, as sent: normally a dictionary.</summary>
    public object? Arguments { get; init; }

    /// <summary>What the tool gave back; null in a call without its result.</summary>
    public object? Result { get; init; }

    /// <summary>What went wrong in the tool, if anything did.</summary>
    public string? Error { get; init; }

    /// <summary>All that was sent, members that are not known here included.</summary>
    public IDictionary? Raw { get; init; }

    /// <summary>The tool.</summary>
    /// <returns><see cref="ToolName"/>.</returns>
    public override string ToString() => ToolName;
}
