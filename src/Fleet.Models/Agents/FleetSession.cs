using System.Collections;

namespace Fleet;

/// <summary>A session: a conversation of a user with an agent.</summary>
public sealed record FleetSession
{
    /// <summary>The session's id; <c>id</c> on the wire.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The agent taking part.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The user who owns the session.</summary>
    public string? UserId { get; init; }

    /// <summary>The title, if there is one.</summary>
    public string? Title { get; init; }

    /// <summary>The client's read position, as recorded by the service.</summary>
    public int? ClientOffset { get; init; }

    /// <summary>The mode the session runs in, if the service reports one: <c>auto</c>, <c>manual</c>, <c>record</c>, <c>replay</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Free data about the session, if the service stores any, for example the id of a recording.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The session's id.</summary>
    /// <returns><see cref="SessionId"/>.</returns>
    public override string ToString() => SessionId;
}
