namespace Fleet;

/// <summary>Which release of an agent is promoted in an environment.</summary>
public sealed record FleetPromotion
{
    /// <summary>The agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The release that is promoted there.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The release's id.</summary>
    /// <returns><see cref="ReleaseId"/>.</returns>
    public override string ToString() => ReleaseId;
}
