namespace Fleet;

/// <summary>An agent: what a session talks to.</summary>
public sealed record FleetAgent
{
    /// <summary>The agent's id; <c>id</c> on the wire.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Its name; several agents may have the same.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type of its runner. The service takes any word; an agent of an unknown type never answers.</summary>
    public string Type { get; init; } = "";

    /// <summary>What it is, if it says so.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The agent's id.</summary>
    /// <returns><see cref="AgentId"/>.</returns>
    public override string ToString() => AgentId;
}
