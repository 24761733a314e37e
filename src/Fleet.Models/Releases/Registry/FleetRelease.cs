using System.Collections;

namespace Fleet;

/// <summary>A registered release of an agent.</summary>
public sealed record FleetRelease
{
    /// <summary>The release's id.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The agent it is a release of.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The environment it was registered with, which is independent of where it is promoted.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The checksum of its files: 64 hex digits.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The time of registration.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The registered artifact, if the service reports it: strings, booleans, longs, doubles, arrays and dictionaries.</summary>
    public IDictionary? Artifact { get; init; }

    /// <summary>The release's id.</summary>
    /// <returns><see cref="ReleaseId"/>.</returns>
    public override string ToString() => ReleaseId;
}
