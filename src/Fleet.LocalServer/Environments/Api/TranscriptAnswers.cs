using System.Text.Json;

namespace Fleet.LocalServer.Environments.Api;

// Response bodies for jobs and sessions; Answers.cs contains the others.

internal sealed record JobAnswer(string Id, string? Name, string CreatedAt, string Status);

internal sealed record JobListAnswer(IReadOnlyList<JobAnswer> Jobs, int Total);

internal sealed record JobCreatedAnswer(string JobId, string? WorkflowJobId, string Status, string? Name);

internal sealed record TraceJobAnswer(string JobId, string Name, string Status);

internal sealed record IngestAnswer(bool Success, string SessionId, long MessageCount, bool CreatedNewSession);

internal sealed record JobSessionsAnswer(string JobId, int TotalSessions, IReadOnlyList<TaskSessionsAnswer> Tasks);

internal sealed record TaskSessionsAnswer(
    string? TaskId,
    TaskInfoAnswer? Task,
    int TotalSessions,
    int PassedSessions,
    double PassRate,
    double? AverageScore,
    IReadOnlyList<SessionAnswer> Sessions);

internal sealed record SessionAnswer
{
    public required string SessionId { get; init; }

    public InstanceBriefAnswer? Instance { get; init; }

    public required string Model { get; init; }

    public required string Status { get; init; }

    public required string CreatedAt { get; init; }

    public string? StartedAt { get; init; }

    public string? EndedAt { get; init; }

    public required long StepCount { get; init; }

    public VerificationAnswer? VerifierExecution { get; init; }
}

internal sealed record VerificationAnswer(bool Success, double? Score, string? Stdout, long ExecutionTimeMs, JsonElement? Result);

internal sealed record TaskInfoAnswer
{
    public required string Key { get; init; }

    public required string Prompt { get; init; }

    public required string EnvId { get; init; }

    public JsonElement? EnvVariables { get; init; }

    public string? CreatedAt { get; init; }

    public string? Version { get; init; }

    public string? VerifierFunc { get; init; }

    public string? VerifierId { get; init; }

    public JsonElement? Metadata { get; init; }
}
