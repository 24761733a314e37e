namespace Fleet;

/// <summary>The promoted release of an agent in an environment.</summary>
public sealed record FleetPromotion
{
    /// <summary>The agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The promoted release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The release's id.</summary>
    /// <returns><see cref="ReleaseId"/>.</returns>
    public override string ToString() => ReleaseId;
}
