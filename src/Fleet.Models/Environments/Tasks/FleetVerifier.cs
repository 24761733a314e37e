namespace Fleet;

/// <summary>A verifier as stored by the service.</summary>
public sealed record FleetVerifier
{
    /// <summary>The verifier's id.</summary>
    public string VerifierId { get; init; } = "";

    /// <summary>The verifier's key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The version, counted by the service.</summary>
    public int? Version { get; init; }

    /// <summary>The hash of the verifier as the service reports it: 64 hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The source text (Python).</summary>
    public string? Code { get; init; }

    /// <summary>The author's comment.</summary>
    public string? Comment { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The verifier's key.</summary>
    /// <returns><see cref="Key"/>.</returns>
    public override string ToString() => Key;
}
