using System.Collections;

namespace Fleet.Client;

/// <summary>The values of a new session.</summary>
public sealed record FleetSessionRequest
{
    /// <summary>The agent, 10 characters.</summary>
    public required string AgentId { get; init; }

    /// <summary>The session's id, 10 characters; null lets the service choose. The original service does not check whether the id is taken.</summary>
    public string? SessionId { get; init; }

    /// <summary>The title, at most 200 characters; null sends none.</summary>
    public string? Title { get; init; }

    /// <summary>True to let the agent begin the conversation. The original service does not store such a greeting.</summary>
    public bool AllowGreeting { get; init; }

    /// <summary>The mode, for example <c>record</c> or <c>replay</c>; null sends none. The original's first version rejects it.</summary>
    public string? Mode { get; init; }

    /// <summary>The metadata, of any shape; null sends none. The original's first version rejects it.</summary>
    public IDictionary? Metadata { get; init; }
}
