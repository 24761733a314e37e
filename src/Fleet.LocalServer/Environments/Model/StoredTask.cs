using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>A task as stored.</summary>
internal sealed record StoredTask
{
    public required string Key { get; init; }

    public required string Prompt { get; init; }

    public required string EnvironmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? ProjectKey { get; init; }

    public string? Version { get; init; }

    public string? DataId { get; init; }

    public string? DataVersion { get; init; }

    public JsonElement? EnvVariables { get; init; }

    public JsonElement? Metadata { get; init; }

    public JsonElement? OutputJsonSchema { get; init; }

    public string? VerifierId { get; init; }

    /// <summary>The verifier's source code; null if the task has no verifier.</summary>
    public string? VerifierCode { get; init; }

    public int VerifierVersion { get; init; } = 1;

    public DateTimeOffset? VerifierCreatedAt { get; init; }

    /// <summary>Derives a verifier id, stable across restarts, for a task that does not specify one.</summary>
    public static string MakeVerifierId(string taskKey) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("verifier:" + taskKey)).AsSpan(0, 16)).ToString();
}
