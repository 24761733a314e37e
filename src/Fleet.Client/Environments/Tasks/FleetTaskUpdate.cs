using System.Collections;

namespace Fleet.Client;

/// <summary>The changes of a task. Null leaves a field unchanged; at least one must be given.</summary>
public sealed record FleetTaskUpdate
{
    /// <summary>The new prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new source code of the verifier.</summary>
    public string? VerifierCode { get; init; }

    /// <summary>The new metadata, replacing all of it.</summary>
    public IDictionary? Metadata { get; init; }
}
