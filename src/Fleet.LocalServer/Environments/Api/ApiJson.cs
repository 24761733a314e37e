using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Serializes the responses of the environments service.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(EnvironmentAnswer))]
[JsonSerializable(typeof(IReadOnlyList<EnvironmentAnswer>))]
[JsonSerializable(typeof(InstanceAnswer))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(IReadOnlyList<RunAnswer>))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(TaskListAnswer))]
[JsonSerializable(typeof(ProjectListAnswer))]
[JsonSerializable(typeof(VerifierAnswer))]
[JsonSerializable(typeof(VerifierCheckAnswer))]
[JsonSerializable(typeof(VerifierExecutionAnswer))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobListAnswer))]
[JsonSerializable(typeof(JobCreatedAnswer))]
[JsonSerializable(typeof(TraceJobAnswer))]
[JsonSerializable(typeof(IngestAnswer))]
[JsonSerializable(typeof(JobSessionsAnswer))]
[JsonSerializable(typeof(TaskInfoAnswer))]
[JsonSerializable(typeof(InstanceBriefAnswer))]
[JsonSerializable(typeof(VerificationAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Like the default, but with non-ASCII text unescaped.</summary>
    public static ApiJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
