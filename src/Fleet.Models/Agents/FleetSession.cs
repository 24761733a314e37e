using System.Collections;

namespace Fleet;

/// <summary>A session: a conversation of a user with an agent.</summary>
public sealed record FleetSession
{
    /// <summary>The session's id; <c>id</c> on the wire.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The agent it is held with.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The user it belongs to.</summary>
    public string? UserId { get; init; }

    /// <summary>Its title, if it has one.</summary>
    public string? Title { get; init; }

    /// <summary>How far the client has read, as the service keeps it.</summary>
    public int? ClientOffset { get; init; }

    /// <summary>How it is run, where the service says so: <c>auto</c>, <c>manual</c>, <c>record</c>, <c>replay</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Free data about it, where the service keeps some, for example the id of a recording.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
