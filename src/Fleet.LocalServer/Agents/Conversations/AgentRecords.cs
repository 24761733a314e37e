using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>An agent: a name, and the type that selects its runner. Times are microseconds since 1970.</summary>
internal sealed record AgentRecord(string Id, string Name, string Type, string? Description, long CreatedAt);

/// <summary>A conversation with an agent.</summary>
/// <param name="Sequence">Its number among all sessions; unlike the id, always unique.</param>
/// <param name="Id">Its id.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="UserId">The user who started it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Mode"><c>auto</c>, <c>manual</c>, <c>record</c> or <c>replay</c>.</param>
/// <param name="Metadata">A JSON object, or null.</param>
/// <param name="CreatedAt">The time it started.</param>
internal sealed record SessionRecord(long Sequence, string Id, string AgentId, string UserId, string? Title, string Mode, string? Metadata, long CreatedAt);

/// <summary>A caller.</summary>
internal sealed record UserRecord(string Id, string Name);

/// <summary>A stored event.</summary>
internal sealed record EventRecord(string Id, long Offset, long CreatedAt, NewEvent Content);

/// <summary>A selection of a session's events.</summary>
internal sealed record EventFilter(long MinOffset, string? Source, string? CorrelationId, IReadOnlyList<string> Types)
{
    /// <summary>Selects all events.</summary>
    public static EventFilter All { get; } = new(long.MinValue, null, null, []);
}
