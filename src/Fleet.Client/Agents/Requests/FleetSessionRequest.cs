using System.Collections;

namespace Fleet.Client;

/// <summary>A session to be made.</summary>
public sealed record FleetSessionRequest
{
    /// <summary>The agent, 10 characters.</summary>
    public required string AgentId { get; init; }

    /// <summary>The session's id, 10 characters; null leaves it to the service. The original service does not check whether it is taken.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its title, at most 200 characters; null sends none.</summary>
    public string? Title { get; init; }

    /// <summary>Whether the agent begins the conversation. The original service keeps nothing of what it then says.</summary>
    public bool AllowGreeting { get; init; }

    /// <summary>How it is run, for example <c>record</c> or <c>replay</c>; null sends none. The original's first version refuses it.</summary>
    public string? Mode { get; init; }

    /// <summary>Free data about it; null sends none. The original's first version refuses it.</summary>
    public IDictionary? Metadata { get; init; }
}
