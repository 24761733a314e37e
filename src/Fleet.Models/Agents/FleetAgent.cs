namespace Fleet;

/// <summary>An agent, the other party of a session.</summary>
public sealed record FleetAgent
{
    /// <summary>The agent's id; <c>id</c> on the wire.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The agent's name, which need not be unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type of its runner. The service accepts any type; an agent of an unknown type never answers.</summary>
    public string Type { get; init; } = "";

    /// <summary>The description, if there is one.</summary>
    public string? Description { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The agent's id.</summary>
    /// <returns><see cref="AgentId"/>.</returns>
    public override string ToString() => AgentId;
}
