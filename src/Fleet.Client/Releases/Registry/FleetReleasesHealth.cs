namespace Fleet.Client;

/// <summary>How the releases service is, and what it asks of callers.</summary>
public sealed record FleetReleasesHealth
{
    /// <summary><c>ok</c> when it is well.</summary>
    public string Status { get; init; } = "";

    /// <summary>What writers must send: <c>bearer</c>; with <c>loopback</c>, they must be on its own machine.</summary>
    public string MutationAuth { get; init; } = "";

    /// <summary>What readers must send: <c>bearer</c>, or nothing with <c>open</c>.</summary>
    public string ReadAuth { get; init; } = "";
}
