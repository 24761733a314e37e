using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>An agent: a name and the type that says what runs it. Times are microseconds since 1970.</summary>
internal sealed record AgentRecord(string Id, string Name, string Type, string? Description, long CreatedAt);

/// <summary>A conversation with an agent.</summary>
/// <param name="Sequence">Its place among all sessions; unlike the id never taken twice.</param>
/// <param name="Id">Its id.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="UserId">Who began it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Mode">How it is run: <c>auto</c>, <c>manual</c>, <c>record</c>, <c>replay</c>.</param>
/// <param name="Metadata">A JSON object, or null.</param>
/// <param name="CreatedAt">When it began.</param>
internal sealed record SessionRecord(long Sequence, string Id, string AgentId, string UserId, string? Title, string Mode, string? Metadata, long CreatedAt);

/// <summary>Who a caller is.</summary>
internal sealed record UserRecord(string Id, string Name);

/// <summary>A stored event.</summary>
internal sealed record EventRecord(string Id, long Offset, long CreatedAt, NewEvent Content);

/// <summary>Which events of a session are wanted.</summary>
internal sealed record EventFilter(long MinOffset, string? Source, string? CorrelationId, IReadOnlyList<string> Types)
{
    /// <summary>All of them.</summary>
    public static EventFilter All { get; } = new(long.MinValue, null, null, []);
}
