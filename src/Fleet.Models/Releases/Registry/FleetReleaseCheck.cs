namespace Fleet;

/// <summary>The result of comparing files with a registered release.</summary>
public sealed record FleetReleaseCheck
{
    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The folder or file that was checked.</summary>
    public string LiteralPath { get; init; } = "";

    /// <summary>The checksum of the files.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The checksum that was registered.</summary>
    public string Registered { get; init; } = "";

    /// <summary>True if both checksums are equal.</summary>
    public bool Matches => Checksum.Length > 0 && Checksum == Registered;

    /// <summary>The release.</summary>
    /// <returns><see cref="ReleaseId"/>.</returns>
    public override string ToString() => ReleaseId;
}
