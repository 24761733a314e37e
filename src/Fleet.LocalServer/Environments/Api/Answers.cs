using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Api;

// Response bodies. Members are written in declaration order, which is the hosted service's.

internal sealed record EnvironmentAnswer(string EnvKey, string Name, string? Description, string? DefaultVersion, IReadOnlyDictionary<string, string> Versions);

/// <summary>An instance as shown in a session.</summary>
internal record InstanceBriefAnswer
{
    public required string InstanceId { get; init; }

    public required string EnvKey { get; init; }

    public required string Version { get; init; }

    public required string Status { get; init; }

    public required string Subdomain { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public string? TerminatedAt { get; init; }

    public required string TeamId { get; init; }

    public required string Region { get; init; }

    public JsonElement? EnvVariables { get; init; }

    [JsonPropertyOrder(2)]
    public string? RunId { get; init; }
}

/// <summary>An instance in full.</summary>
internal sealed record InstanceAnswer : InstanceBriefAnswer
{
    [SetsRequiredMembers]
    public InstanceAnswer(InstanceBriefAnswer brief, UrlsAnswer urls)
        : base(brief) => Urls = urls;

    [JsonPropertyOrder(1)]
    public string? DataKey { get; init; }

    [JsonPropertyOrder(1)]
    public string? DataVersion { get; init; }

    [JsonPropertyOrder(1)]
    public UrlsAnswer Urls { get; init; }

    [JsonPropertyOrder(1)]
    public bool Health { get; init; }

    [JsonPropertyOrder(3)]
    public string? ProfileId { get; init; }

    [JsonPropertyOrder(3)]
    public int? HeartbeatInterval { get; init; }

    [JsonPropertyOrder(3)]
    public string? HeartbeatRegion { get; init; }

    /// <summary>The reason the instance ended; omitted while it runs. Not in the hosted service.</summary>
    [JsonPropertyOrder(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TerminationReason { get; init; }
}

internal sealed record UrlsAnswer(string Root, IReadOnlyList<string> App, string Api, string Health, string ApiDocs, ManagerUrlsAnswer Manager)
{
    /// <summary>Creates the URLs of an instance.</summary>
    public static UrlsAnswer For(string baseUrl, string instanceId)
    {
        string root = $"{baseUrl}/i/{instanceId}/";
        string manager = root + "api/v1/env";
        return new UrlsAnswer(
            root,
            [root],
            root + "raw",
            root + "health",
            root + "docs",
            new ManagerUrlsAnswer(
                manager,
                manager + "/docs",
                manager + "/reset",
                manager + "/diff",
                manager + "/snapshot",
                manager + "/execute_verifier_function",
                manager + "/execute_verifier_function_with_upload"));
    }
}

internal sealed record ManagerUrlsAnswer(
    string Api, string Docs, string Reset, string Diff, string Snapshot, string ExecuteVerifierFunction, string ExecuteVerifierFunctionWithUpload);

internal sealed record HeartbeatAnswer(bool Success, string InstanceId, string? LastHeartbeat, double? DeadlineTimestamp, int? IntervalSeconds);

internal sealed record RunAnswer(string RunId, int RunningCount, int TotalCount, string FirstCreatedAt, string LastCreatedAt, string? ProfileId);

internal sealed record AccountAnswer(string TeamId, string TeamName, int InstanceLimit, int InstanceCount, string? ProfileId, string? ProfileName);

internal sealed record TaskAnswer
{
    public required string Key { get; init; }

    public required string Prompt { get; init; }

    public required string TeamId { get; init; }

    public required string EnvironmentId { get; init; }

    public required string CreatedAt { get; init; }

    public string? VerifierId { get; init; }

    /// <summary>Always null: the code is in <see cref="Verifier"/>.</summary>
    public string? VerifierFunc { get; init; }

    public string? Version { get; init; }

    public string? DataId { get; init; }

    public string? DataVersion { get; init; }

    public JsonElement? EnvVariables { get; init; }

    public VerifierAnswer? Verifier { get; init; }

    public JsonElement? Metadata { get; init; }

    public JsonElement? OutputJsonSchema { get; init; }
}

internal sealed record VerifierAnswer
{
    public required string VerifierId { get; init; }

    public required string Key { get; init; }

    public required int Version { get; init; }

    public required string Sha256 { get; init; }

    public required string Code { get; init; }

    public string? Comment { get; init; }

    public required string CreatedAt { get; init; }
}

internal sealed record TaskListAnswer(IReadOnlyList<TaskAnswer> Tasks, int Total);

internal sealed record ProjectAnswer(string ProjectKey, string? TaskModality, string CreatedAt);

internal sealed record ProjectListAnswer(IReadOnlyList<ProjectAnswer> Projects);

internal sealed record VerifierCheckAnswer(string? Key, int? Version, string? DisplaySrc, string? CreatedAt, string? Comment, bool Success);

internal sealed record VerifierExecutionAnswer
{
    public string? Key { get; init; }

    public int? Version { get; init; }

    public bool Success { get; init; }

    public JsonNode? Result { get; init; }

    public VerifierErrorAnswer? Error { get; init; }

    public long ExecutionTimeMs { get; init; }

    public string Stdout { get; init; } = "";

    public string? VerifierId { get; init; }

    public required string ExecutionId { get; init; }

    public bool BundleCacheHit { get; init; }
}

internal sealed record VerifierErrorAnswer(string Type, string Message, string Traceback);
