namespace Fleet;

/// <summary>Whether files are those that were registered as a release.</summary>
public sealed record FleetReleaseCheck
{
    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The folder or file that was looked at.</summary>
    public string LiteralPath { get; init; } = "";

    /// <summary>The checksum of the files.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The checksum that was registered.</summary>
    public string Registered { get; init; } = "";

    /// <summary>Whether they are the same.</summary>
    public bool Matches => Checksum.Length > 0 && Checksum == Registered;

    /// <summary>The release.</summary>
    /// <returns><see cref="ReleaseId"/>.</returns>
    public override string ToString() => ReleaseId;
}
