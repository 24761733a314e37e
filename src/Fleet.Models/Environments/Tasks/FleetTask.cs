using System.Collections;

namespace Fleet;

/// <summary>A task for an agent: what to do, in which environment, and how the work is scored.</summary>
public sealed record FleetTask
{
    /// <summary>The task's key.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the agent is asked to do.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The environment's key without its version; <c>environment_id</c> on the wire.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>The environment's version, for example <c>v1.2.7</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The key of the data the task starts from.</summary>
    public string? DataId { get; init; }

    /// <summary>The version of that data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>The variables its environment is made with.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The team that owns the task.</summary>
    public string? TeamId { get; init; }

    /// <summary>The project the task belongs to, where the server says so.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>When the task was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The verifier's source text (Python); never run on this machine by the client.</summary>
    public string? VerifierCode { get; init; }

    /// <summary>The verifier's id.</summary>
    public string? VerifierId { get; init; }

    /// <summary>The hash of the verifier as the service reports it: 64 hex digits.</summary>
    public string? VerifierSha { get; init; }

    /// <summary>The runtime the verifier asks for.</summary>
    public string? VerifierRuntimeVersion { get; init; }

    /// <summary>The verifier as the service keeps it, when it was sent along.</summary>
    public FleetVerifier? Verifier { get; init; }

    /// <summary>Free data about the task; values are strings, booleans, longs, doubles, arrays or dictionaries.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The JSON schema of the answer that is asked for, if one is.</summary>
    public IDictionary? OutputJsonSchema { get; init; }

    /// <summary>The environment and version as <c>key:version</c>, the form that instances are made from; the key alone when there is no version.</summary>
    public string? EnvKey => Compose(EnvironmentId, Version);

    /// <summary>The data and its version as <c>key:version</c>; the key alone when there is no version.</summary>
    public string? DataKey => string.IsNullOrEmpty(DataId) || string.IsNullOrEmpty(DataVersion) ? DataId : $"{DataId}:{DataVersion}";

    /// <summary>Whether the task can be scored.</summary>
    public bool HasVerifier => !string.IsNullOrWhiteSpace(VerifierCode);

    /// <summary>The task's key.</summary>
    /// <returns><see cref="Key"/>.</returns>
    public override string ToString() => Key;

    // A version of the text "None" is how the original writes "no version"; a key with a colon has its version already.
    private static string? Compose(string? key, string? version) =>
        string.IsNullOrEmpty(key) || string.IsNullOrEmpty(version) || version == "None" || key.Contains(':', StringComparison.Ordinal)
            ? key
            : $"{key}:{version}";
}
