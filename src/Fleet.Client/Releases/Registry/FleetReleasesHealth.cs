namespace Fleet.Client;

/// <summary>The health of the releases service, and its requirements for callers.</summary>
public sealed record FleetReleasesHealth
{
    /// <summary>The status; <c>ok</c> if the service is healthy.</summary>
    public string Status { get; init; } = "";

    /// <summary>The authentication of writers: <c>bearer</c>, or <c>loopback</c> if they must be on the same machine.</summary>
    public string MutationAuth { get; init; } = "";

    /// <summary>The authentication of readers: <c>bearer</c>, or <c>open</c> for none.</summary>
    public string ReadAuth { get; init; } = "";
}
