using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>A task as the server keeps it.</summary>
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

    /// <summary>The source text of the verifier; null for a task without one.</summary>
    public string? VerifierCode { get; init; }

    public int VerifierVersion { get; init; } = 1;

    public DateTimeOffset? VerifierCreatedAt { get; init; }

    /// <summary>An id for the verifier of a task that names none; the same at every start.</summary>
    public static string MakeVerifierId(string taskKey) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("verifier:" + taskKey)).AsSpan(0, 16)).ToString();

    /// <summary>The task as it goes out.</summary>
    public TaskAnswer ToAnswer() => new()
    {
        Key = Key,
        Prompt = Prompt,
        TeamId = Account.TeamId,
        EnvironmentId = EnvironmentId,
        CreatedAt = WireTime.WithZone(CreatedAt),
        VerifierId = VerifierCode is null ? null : VerifierId,
        Version = Version,
        DataId = DataId,
        DataVersion = DataVersion,
        EnvVariables = EnvVariables,
        Verifier = ToVerifier(),
        Metadata = Metadata,
        OutputJsonSchema = OutputJsonSchema,
    };

    /// <summary>What a session tells of its task.</summary>
    public TaskInfoAnswer ToInfo() => new()
    {
        Key = Key,
        Prompt = Prompt,
        EnvId = EnvironmentId,
        EnvVariables = EnvVariables,
        CreatedAt = WireTime.WithZone(CreatedAt),
        Version = Version,
        VerifierFunc = VerifierCode,
        VerifierId = VerifierCode is null ? null : VerifierId,
        Metadata = Metadata,
    };

    /// <summary>Its verifier as it goes out, or null.</summary>
    public VerifierAnswer? ToVerifier() => VerifierCode is null ? null : new VerifierAnswer
    {
        VerifierId = VerifierId ?? MakeVerifierId(Key),
        Key = Key,
        Version = VerifierVersion,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(VerifierCode))),
        Code = VerifierCode,
        CreatedAt = WireTime.WithZone(VerifierCreatedAt ?? CreatedAt),
    };
}
