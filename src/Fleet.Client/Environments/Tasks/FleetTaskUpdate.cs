using System.Collections;

namespace Fleet.Client;

/// <summary>What changes in a task. Null leaves a field as it is; at least one must be given.</summary>
public sealed record FleetTaskUpdate
{
    /// <summary>The new prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The new source text of the verifier.</summary>
    public string? VerifierCode { get; init; }

    /// <summary>The new metadata, as a whole.</summary>
    public IDictionary? Metadata { get; init; }
}
