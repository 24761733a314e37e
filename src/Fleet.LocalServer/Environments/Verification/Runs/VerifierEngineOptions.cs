namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>What the verifier engine may use.</summary>
internal sealed record VerifierEngineOptions
{
    /// <summary>The interpreter: a path, <c>off</c> for none, or null for the one found on PATH.</summary>
    public string? Python { get; init; }

    /// <summary>How many verifiers run at once; the others wait their turn.</summary>
    public int Concurrency { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>How many characters of a verifier's output are kept.</summary>
    public int OutputLimit { get; init; } = 1 << 20;

    /// <summary>How much address space a verifier may use, in bytes.</summary>
    public long MemoryLimit { get; init; } = 512L << 20;

    /// <summary>How large a file a verifier may write, in bytes.</summary>
    public long FileSizeLimit { get; init; } = 16L << 20;

    /// <summary>The clock of the verifiers' time limits. It is not the server's own, which tests may set.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the verifiers' own folders are made and removed; null for the system's folder for temporary files.</summary>
    public string? WorkFolder { get; init; }
}
