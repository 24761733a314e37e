using System.Collections;

namespace Fleet;

/// <summary>A task for an agent: the instructions, the environment, and the verifier that scores the work.</summary>
public sealed record FleetTask
{
    /// <summary>The task's key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The instructions for the agent.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The environment's key without its version; <c>environment_id</c> on the wire.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>The environment's version, for example <c>v1.2.7</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The key of the data the task starts from.</summary>
    public string? DataId { get; init; }

    /// <summary>The version of that data.</summary>
    public string? DataVersion { get; init; }

    /// <summary>The variables of its environment.</summary>
    public IDictionary? EnvVariables { get; init; }

    /// <summary>The team that owns the task.</summary>
    public string? TeamId { get; init; }

    /// <summary>The project the task belongs to, if the service reports it.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The verifier's source text (Python); never run on this machine by the client.</summary>
    public string? VerifierCode { get; init; }

    /// <summary>The verifier's id.</summary>
    public string? VerifierId { get; init; }

    /// <summary>The hash of the verifier as the service reports it: 64 hex digits.</summary>
    public string? VerifierSha { get; init; }

    /// <summary>The runtime that the verifier requires.</summary>
    public string? VerifierRuntimeVersion { get; init; }

    /// <summary>The verifier as stored by the service, if it was included.</summary>
    public FleetVerifier? Verifier { get; init; }

    /// <summary>Free data about the task; values are strings, booleans, longs, doubles, arrays or dictionaries.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The JSON schema of the requested answer, if there is one.</summary>
    public IDictionary? OutputJsonSchema { get; init; }

    /// <summary>The environment and its version as <c>key:version</c>, the form used to create instances; the key alone if there is no version.</summary>
    public string? EnvKey => Compose(EnvironmentId, Version);

    /// <summary>The data and its version as <c>key:version</c>; the key alone if there is no version.</summary>
    public string? DataKey => string.IsNullOrEmpty(DataId) || string.IsNullOrEmpty(DataVersion) ? DataId : $"{DataId}:{DataVersion}";

    /// <summary>True if the task can be scored.</summary>
    public bool HasVerifier => !string.IsNullOrWhiteSpace(VerifierCode);

    /// <summary>The task's key.</summary>
    /// <returns><see cref="Key"/>.</returns>
    public override string ToString() => Key;

    // The original writes "no version" as the text "None"; a key with a colon already contains its version.
    private static string? Compose(string? key, string? version) =>
        string.IsNullOrEmpty(key) || string.IsNullOrEmpty(version) || version == "None" || key.Contains(':', StringComparison.Ordinal)
            ? key
            : $"{key}:{version}";
}
