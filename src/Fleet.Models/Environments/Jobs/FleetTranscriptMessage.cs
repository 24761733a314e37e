using System.Collections;

namespace Fleet;

/// <summary>One message of a transcript.</summary>
public sealed record FleetTranscriptMessage
{
    /// <summary>The author: <c>user</c>, <c>assistant</c>, <c>system</c>, <c>tool</c> and so on.</summary>
    public string Role { get; init; } = "";

    /// <summary>The content: text, or an array or dictionary in the format of the model's provider.</summary>
    public object? Content { get; init; }

    /// <summary>The model's reasoning.</summary>
    public string? Thinking { get; init; }

    /// <summary>The tools it calls, each a dictionary in the form of the model's provider.</summary>
    public object[]? ToolCalls { get; init; }

    /// <summary>The call that it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The time of the message.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The number of tokens.</summary>
    public int? Tokens { get; init; }

    /// <summary>Whatever else is to be kept of it.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The author, and the text if there is one.</summary>
    /// <returns>For example <c>user: Hello</c>.</returns>
    public override string ToString() => Content is string text ? $"{Role}: {text}" : Role;
}
