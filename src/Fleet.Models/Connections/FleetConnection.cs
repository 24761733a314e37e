namespace Fleet;

/// <summary>How the module is pointed at services. Holds no secret.</summary>
public sealed record FleetConnection
{
    /// <summary>Tells connections of one process apart.</summary>
    public string ConnectionId { get; init; } = "";

    /// <summary>The environments service.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The releases service; null when none is set.</summary>
    public Uri? ReleasesUri { get; init; }

    /// <summary>The agents service; null when none is set.</summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>Where the connection came from: <c>Connect-Fleet</c>, <c>Start-FleetServer</c> or <c>Environment variables</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>What kind of credentials are in use: <c>ApiKey</c>, <c>Jwt</c>, <c>StoredLogin</c> or <c>None</c>.</summary>
    public string CredentialKind { get; init; } = "None";

    /// <summary>The team that a JWT acts for.</summary>
    public string? TeamId { get; init; }

    /// <summary>Whether this is the default of the runspace.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The address of the environments service.</summary>
    /// <returns>The text of <see cref="Uri"/>.</returns>
    public override string ToString() => Uri?.ToString() ?? "";
}
