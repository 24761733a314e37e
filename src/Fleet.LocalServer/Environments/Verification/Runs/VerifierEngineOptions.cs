namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>The verifier engine's settings and limits.</summary>
internal sealed record VerifierEngineOptions
{
    /// <summary>The interpreter: a path, <c>off</c> for none, or null to use the one on PATH.</summary>
    public string? Python { get; init; }

    /// <summary>The number of verifiers that may run at once; others wait.</summary>
    public int Concurrency { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>The maximum length of a verifier's output in characters; the rest is dropped.</summary>
    public int OutputLimit { get; init; } = 1 << 20;

    /// <summary>The limit on a verifier's address space in bytes.</summary>
    public long MemoryLimit { get; init; } = 512L << 20;

    /// <summary>The limit on the size of a file that a verifier writes, in bytes.</summary>
    public long FileSizeLimit { get; init; } = 16L << 20;

    /// <summary>The clock for the verifiers' time limits; not the server's own, which tests may set.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The folder for the verifiers' working folders; null for the system's temporary folder.</summary>
    public string? WorkFolder { get; init; }
}
