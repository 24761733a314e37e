using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Jobs;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Combines sessions with the tasks, instances and verifications they refer to; unknown ones are null.</summary>
internal sealed class TranscriptViews(TranscriptStore sessions, TaskLibrary tasks, InstanceService instances)
{
    private const string UnknownModel = "unknown";

    /// <summary>Returns a job's sessions by task, with each task's pass rate.</summary>
    public async Task<JobSessionsAnswer> ReadJobAsync(string jobId)
    {
        IReadOnlyList<StoredTranscript> all = await sessions.ListAsync(jobId);
        List<TaskSessionsAnswer> groups = [];
        foreach (IGrouping<string?, StoredTranscript> group in all.GroupBy(static session => session.TaskKey))
        {
            List<SessionAnswer> answers = [];
            foreach (StoredTranscript session in group)
            {
                answers.Add(await ToAnswerAsync(session));
            }

            int passed = group.Count(static session => session.Verification is { Passed: true });
            groups.Add(new TaskSessionsAnswer(
                group.Key,
                await FindTaskAsync(group.Key),
                answers.Count,
                passed,
                (double)passed / answers.Count,
                group.Average(static session => session.Verification?.Score),
                answers));
        }

        return new JobSessionsAnswer(jobId, all.Count, groups);
    }

    /// <summary>Serializes a session's transcript.</summary>
    public async Task<byte[]> ReadTranscriptAsync(string sessionId)
    {
        (StoredTranscript session, IReadOnlyList<string> messages) = await sessions.GetAsync(sessionId);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("task");
            JsonSerializer.Serialize(writer, await FindTaskAsync(session.TaskKey), ApiJson.Wire.TaskInfoAnswer);
            writer.WritePropertyName("instance");
            JsonSerializer.Serialize(writer, await FindInstanceAsync(session.InstanceId), ApiJson.Wire.InstanceBriefAnswer);
            writer.WritePropertyName("verifier_execution");
            JsonSerializer.Serialize(writer, ToAnswer(session.Verification), ApiJson.Wire.VerificationAnswer);
            writer.WriteStartArray("transcript");
            foreach (string message in messages)
            {
                writer.WriteRawValue(message, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private async Task<SessionAnswer> ToAnswerAsync(StoredTranscript session) => new()
    {
        SessionId = session.Id,
        Instance = await FindInstanceAsync(session.InstanceId),
        Model = session.Model ?? UnknownModel,
        Status = session.Status,
        CreatedAt = WireTime.WithZone(session.CreatedAt),
        StartedAt = session.StartedAt,
        EndedAt = session.EndedAt,
        StepCount = session.Steps,
        VerifierExecution = ToAnswer(session.Verification),
    };

    private static VerificationAnswer? ToAnswer(StoredVerification? verification) => verification is null ? null : new VerificationAnswer(
        verification.Success,
        verification.Score,
        verification.StandardOutput,
        verification.ExecutionTimeMs,
        verification.Result is null ? null : JsonElement.Parse(verification.Result));

    private async Task<TaskInfoAnswer?> FindTaskAsync(string? key) => key is not null && await tasks.FindAsync(key) is { } task ? TaskAnswers.Info(task) : null;

    private async Task<InstanceBriefAnswer?> FindInstanceAsync(string? id) =>
        id is not null && await instances.FindRecordAsync(id) is { } record ? InstanceAnswers.Brief(record) : null;
}
