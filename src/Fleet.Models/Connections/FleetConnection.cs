namespace Fleet;

/// <summary>The services that the module talks to. Contains no secret.</summary>
public sealed record FleetConnection
{
    /// <summary>The connection's id, unique within the process.</summary>
    public string ConnectionId { get; init; } = "";

    /// <summary>The environments service.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The address of the releases service; null if none is set.</summary>
    public Uri? ReleasesUri { get; init; }

    /// <summary>The address of the agents service; null if none is set.</summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>The origin of the connection: <c>Connect-Fleet</c>, <c>Start-FleetServer</c> or <c>Environment variables</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The kind of credentials in use: <c>ApiKey</c>, <c>Jwt</c>, <c>StoredLogin</c> or <c>None</c>.</summary>
    public string CredentialKind { get; init; } = "None";

    /// <summary>The team that a JWT acts for.</summary>
    public string? TeamId { get; init; }

    /// <summary>True for the runspace's default connection.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The address of the environments service.</summary>
    /// <returns>The text of <see cref="Uri"/>.</returns>
    public override string ToString() => Uri?.ToString() ?? "";
}
