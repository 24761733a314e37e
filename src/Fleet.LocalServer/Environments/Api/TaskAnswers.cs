using System.Security.Cryptography;
using System.Text;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Converts tasks and their verifiers to the hosted service's format.</summary>
internal static class TaskAnswers
{
    /// <summary>Converts a task.</summary>
    public static TaskAnswer Of(StoredTask task) => new()
    {
        Key = task.Key,
        Prompt = task.Prompt,
        TeamId = Account.TeamId,
        EnvironmentId = task.EnvironmentId,
        CreatedAt = WireTime.WithZone(task.CreatedAt),
        VerifierId = task.VerifierCode is null ? null : task.VerifierId,
        Version = task.Version,
        DataId = task.DataId,
        DataVersion = task.DataVersion,
        EnvVariables = task.EnvVariables,
        Verifier = Verifier(task),
        Metadata = task.Metadata,
        OutputJsonSchema = task.OutputJsonSchema,
    };

    /// <summary>Converts a task to the short form used in sessions.</summary>
    public static TaskInfoAnswer Info(StoredTask task) => new()
    {
        Key = task.Key,
        Prompt = task.Prompt,
        EnvId = task.EnvironmentId,
        EnvVariables = task.EnvVariables,
        CreatedAt = WireTime.WithZone(task.CreatedAt),
        Version = task.Version,
        VerifierFunc = task.VerifierCode,
        VerifierId = task.VerifierCode is null ? null : task.VerifierId,
        Metadata = task.Metadata,
    };

    /// <summary>Converts a task's verifier; null if it has none.</summary>
    public static VerifierAnswer? Verifier(StoredTask task) => task.VerifierCode is null ? null : new VerifierAnswer
    {
        VerifierId = task.VerifierId ?? StoredTask.MakeVerifierId(task.Key),
        Key = task.Key,
        Version = task.VerifierVersion,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(task.VerifierCode))),
        Code = task.VerifierCode,
        CreatedAt = WireTime.WithZone(task.VerifierCreatedAt ?? task.CreatedAt),
    };
}
