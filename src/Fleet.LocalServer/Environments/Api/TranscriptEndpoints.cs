using System.Text.Json;
using Fleet.LocalServer.Environments.Jobs;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for a job's sessions, their transcripts, and the two ways to record them: as messages or as a model's raw calls.</summary>
internal sealed class TranscriptEndpoints(TranscriptStore sessions, TranscriptViews views)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/sessions/job/{job_id}", ListAsync).Describe("Lists a job's sessions by task.");
        routes.MapGet("/v1/sessions/{session_id}/transcript", TranscriptAsync).Describe("Returns a session's messages.");
        routes.MapPost("/v1/sessions/ingest", IngestAsync).Describe("Adds messages to a session or creates one from them.");
        routes.MapPost("/v1/traces/logs", LogAsync).Describe("Logs a model call, in its provider's format, to a session.");
    }

    private async Task ListAsync(HttpContext context) =>
        await Answer.JsonAsync(context, await views.ReadJobAsync(context.Route("job_id")), ApiJson.Wire.JobSessionsAnswer);

    private async Task TranscriptAsync(HttpContext context) =>
        await Answer.BytesAsync(context, await views.ReadTranscriptAsync(context.Route("session_id")));

    private async Task IngestAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        TranscriptMessage[] messages = [.. fields.Objects("messages", required: true, least: 1).Select(TranscriptMessage.Read)];
        fields.TextOrNull("team_id");
        await StoreAsync(context, fields, Read(fields) with { Messages = messages, Metadata = fields.FindObject("metadata")?.GetRawText() });
    }

    private async Task LogAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        IEnumerable<TranscriptMessage> history = fields.FindArray("history") is { } sent ? TraceMessages.ReadHistory(sent) : [];
        IEnumerable<TranscriptMessage> response = fields.Find("response") is { } answered ? TraceMessages.ReadResponse(answered) : [];
        await StoreAsync(context, fields, Read(fields) with { Messages = [.. history, .. response], Config = fields.Find("config")?.GetRawText() });
    }

    private async Task StoreAsync(HttpContext context, JsonFields fields, TranscriptChange change)
    {
        fields.ThrowIfInvalid();
        StoredAnswer answer = await sessions.IngestAsync(
            change,
            ReplayKey.Read(context.Request, fields.Bytes),
            static made => JsonSerializer.SerializeToUtf8Bytes(new IngestAnswer(true, made.SessionId, made.Messages, made.IsNew), ApiJson.Wire.IngestAnswer));
        await Answer.BytesAsync(context, answer.Body, answer.Status);
    }

    private static TranscriptChange Read(JsonFields fields)
    {
        string? status = fields.TextOrNull("status");
        if (status is not null && !TranscriptStatus.IsKnown(status))
        {
            fields.Add("status", "Input should be 'pending', 'running', 'completed', 'failed' or 'cancelled'", "enum");
        }

        return new TranscriptChange
        {
            SessionId = NotEmpty(fields, "session_id"),
            JobId = NotEmpty(fields, "job_id"),
            Model = NotEmpty(fields, "model"),
            TaskKey = NotEmpty(fields, "task_key"),
            InstanceId = NotEmpty(fields, "instance_id"),
            Status = status,
            StartedAt = fields.TextOrNull("started_at"),
            EndedAt = fields.TextOrNull("ended_at"),
            VerifierExecutionId = NotEmpty(fields, "verifier_execution_id"),
        };
    }

    private static string? NotEmpty(JsonFields fields, string name) => fields.TextOrNull(name) is { Length: > 0 } text ? text : null;
}
