using System.Collections;

namespace Fleet;

/// <summary>One message of a transcript.</summary>
public sealed record FleetTranscriptMessage
{
    /// <summary>Whose it is: <c>user</c>, <c>assistant</c>, <c>system</c>, <c>tool</c> and the like.</summary>
    public string Role { get; init; } = "";

    /// <summary>What it says: a text, or an array or dictionary in the form of the model's provider.</summary>
    public object? Content { get; init; }

    /// <summary>What the model thought.</summary>
    public string? Thinking { get; init; }

    /// <summary>The tools it calls, each a dictionary in the form of the model's provider.</summary>
    public object[]? ToolCalls { get; init; }

    /// <summary>The call that it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>When it was said.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>How many tokens it has.</summary>
    public int? Tokens { get; init; }

    /// <summary>Whatever else is to be kept of it.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>Whose it is, and its text where it has one.</summary>
    /// <returns>For example <c>user: Hello</c>.</returns>
    public override string ToString() => Content is string text ? $"{Role}: {text}" : Role;
}
