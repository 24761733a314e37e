using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Transcripts of models' sessions. Those of jobs are read; those of other programs are added.</summary>
public sealed class TranscriptsClient
{
    private readonly FleetSender _sender;

    internal TranscriptsClient(FleetSender sender) => _sender = sender;

    /// <summary>The current time, for marking ends.</summary>
    internal DateTimeOffset Now => _sender.Options.TimeProvider.GetUtcNow();

    /// <summary>Lists the sessions of a job, by task.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tasks with their sessions, without messages.</returns>
    /// <exception cref="FleetNotFoundException">There is no such job.</exception>
    public async Task<FleetTaskSessions[]> ListAsync(string jobId, CancellationToken cancellationToken = default)
    {
        string id = FleetCheck.Filled(jobId, nameof(jobId));
        FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = FleetPath.Segments("v1", "sessions", "job", id), Resource = ("job", id) };
        return await NotOffered.GuardAsync(
            "sessions",
            () => JsonAnswer.GetAsync(
                _sender,
                request,
                (ref json) => json.Object((ref fields) => TranscriptWire.Sessions(ref fields, id)),
                cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Reads the transcript of a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages, with the task, the instance and the verification if they are known.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    public async Task<FleetTranscript> GetAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        string id = FleetCheck.Filled(sessionId, nameof(sessionId));
        FleetRequest request = new()
        {
            Method = HttpMethod.Get,
            PathAndQuery = FleetPath.Segments("v1", "sessions", id, "transcript"),
            Resource = ("session", id),
        };
        return await NotOffered.GuardAsync(
            "sessions",
            () => JsonAnswer.GetAsync(
                _sender,
                request,
                (ref json) => json.Object((ref fields) => TranscriptWire.Transcript(ref fields, id)),
                cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Adds messages to a session, or creates one. Sent once unless the service honours the idempotency key.</summary>
    /// <param name="request">The messages, and the session's properties.</param>
    /// <param name="cancellationToken">Cancels the call; the messages may be added nevertheless.</param>
    /// <returns>The session's id, and the number of its messages.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetValidationException">There is nothing to add, a message has no role, or the status is not known.</exception>
    public Task<FleetTranscriptResult> AddAsync(FleetTranscriptRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync("/v1/sessions/ingest", TranscriptWire.Body(request, Now), request.SessionId, cancellationToken);
    }

    /// <summary>Opens a log of a model's calls. Nothing is sent until one is logged.</summary>
    /// <param name="session">The session's properties: its id, job, model, task and instance are used.</param>
    /// <param name="config">The configuration of the model, in any form.</param>
    /// <returns>The log.</returns>
    public FleetTranscriptLog Open(FleetTranscriptRequest? session = null, object? config = null) => new(this)
    {
        SessionId = FleetCheck.Filter(session?.SessionId, nameof(session.SessionId)),
        JobId = FleetCheck.Filter(session?.JobId, nameof(session.JobId)),
        Model = FleetCheck.Filter(session?.Model, nameof(session.Model)),
        TaskKey = FleetCheck.Filter(session?.TaskKey, nameof(session.TaskKey)),
        InstanceId = FleetCheck.Filter(session?.InstanceId, nameof(session.InstanceId)),
        Config = config,
    };

    /// <summary>Sends the body of a log entry.</summary>
    internal Task<FleetTranscriptResult> LogAsync(ReadOnlyMemory<byte> body, string? sessionId, CancellationToken cancellationToken) =>
        SendAsync("/v1/traces/logs", body, sessionId, cancellationToken);

    private Task<FleetTranscriptResult> SendAsync(string path, ReadOnlyMemory<byte> body, string? sessionId, CancellationToken cancellationToken)
    {
        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            PathAndQuery = path,
            Json = body,
            Repeat = FleetRepeat.Create,
            Resource = ("session", sessionId),
        };
        return NotOffered.GuardAsync("sessions", () =>
            JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(TranscriptWire.Result), cancellationToken));
    }
}
