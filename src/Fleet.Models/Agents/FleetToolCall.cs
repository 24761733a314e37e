using System.Collections;

namespace Fleet;

/// <summary>One use of a tool by an agent: the call in a message, or the call with its result in a tool event.</summary>
public sealed record FleetToolCall
{
    /// <summary>The id that links the call and its result.</summary>
    public string ToolCallId { get; init; } = "";

    /// <summary>The tool.</summary>
    public string ToolName { get; init; } = "";

    /// <summary>The tool's arguments as sent, normally a dictionary.</summary>
    public object? Arguments { get; init; }

    /// <summary>The tool's result; null in a call that has none yet.</summary>
    public object? Result { get; init; }

    /// <summary>The tool's error, if there was one.</summary>
    public string? Error { get; init; }

    /// <summary>The complete data as sent, unknown members included.</summary>
    public IDictionary? Raw { get; init; }

    /// <summary>The tool.</summary>
    /// <returns><see cref="ToolName"/>.</returns>
    public override string ToString() => ToolName;
}
