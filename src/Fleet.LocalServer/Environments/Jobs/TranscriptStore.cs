using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>A request's changes to a session. Null properties leave the stored values unchanged.</summary>
internal sealed record TranscriptChange
{
    /// <summary>The session's id; null to create one.</summary>
    public string? SessionId { get; init; }

    public string? JobId { get; init; }

    public string? Model { get; init; }

    public string? TaskKey { get; init; }

    public string? InstanceId { get; init; }

    public string? Status { get; init; }

    /// <summary>Arbitrary JSON from the caller.</summary>
    public string? Metadata { get; init; }

    /// <summary>Arbitrary JSON that describes how the model was called.</summary>
    public string? Config { get; init; }

    public string? StartedAt { get; init; }

    public string? EndedAt { get; init; }

    public string? VerifierExecutionId { get; init; }

    public IReadOnlyList<TranscriptMessage> Messages { get; init; } = [];
}

/// <summary>The outcome of a change.</summary>
/// <param name="SessionId">The session's id.</param>
/// <param name="Messages">The session's number of messages after the change.</param>
/// <param name="IsNew">True if the change created the session.</param>
internal sealed record TranscriptIngest(string SessionId, long Messages, bool IsNew);

/// <summary>A session as stored.</summary>
internal sealed record StoredTranscript
{
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    public string? Model { get; init; }

    public string? TaskKey { get; init; }

    public string? InstanceId { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? StartedAt { get; init; }

    public string? EndedAt { get; init; }

    public required long Steps { get; init; }

    public StoredVerification? Verification { get; init; }
}

/// <summary>Stores sessions: the messages between an agent and its model, and the outcome.</summary>
internal sealed class TranscriptStore(StateDatabase database, TimeProvider clock) : ISchemaPart
{
    private const string Select =
        """
        SELECT s.seq, s.session_id, s.model, s.task_key, s.instance_id, s.status, s.created_at, s.started_at, s.ended_at, s.steps,
            v.execution_id, v.success, v.score, v.stdout, v.execution_time_ms, v.result
        FROM sessions s LEFT JOIN verifications v ON v.execution_id = s.verifier_execution_id
        """;

    public string Name => "sessions";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE sessions (
            seq INTEGER PRIMARY KEY,
            session_id TEXT NOT NULL,
            job_id TEXT,
            model TEXT,
            task_key TEXT,
            instance_id TEXT,
            status TEXT NOT NULL,
            metadata TEXT,
            config TEXT,
            started_at TEXT,
            ended_at TEXT,
            verifier_execution_id TEXT,
            messages INTEGER NOT NULL,
            steps INTEGER NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX sessions_id ON sessions (session_id);
        CREATE INDEX sessions_job ON sessions (job_id, status) WHERE job_id IS NOT NULL;
        CREATE TABLE session_messages (
            session INTEGER NOT NULL,
            place INTEGER NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (session, place)) WITHOUT ROWID;
        """,
    ];

    /// <summary>Adds to a session, or creates one.</summary>
    /// <param name="change">The messages and properties to add.</param>
    /// <param name="replay">The request's idempotency key, or null.</param>
    /// <param name="answer">Creates the answer, which is stored with the change.</param>
    /// <exception cref="ApiException">The session or the job does not exist.</exception>
    public Task<StoredAnswer> IngestAsync(
        TranscriptChange change, ReplayKey? replay, Func<TranscriptIngest, byte[]> answer) => database.Writer.RunAsync(session =>
    {
        if (ReplayStore.Find(session, replay) is { } known)
        {
            return known;
        }

        if (change.JobId is not null)
        {
            JobStore.Require(session, change.JobId);
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = change.SessionId ?? Guid.NewGuid().ToString();
        bool isNew = change.SessionId is null;
        (long sequence, long count) = isNew ? Add(session, id, now) : Find(session, id);
        foreach (TranscriptMessage message in change.Messages)
        {
            session.Execute("INSERT INTO session_messages VALUES (?1, ?2, ?3)", sequence, count++, message.Document);
        }

        Update(session, sequence, count, change, now);
        StoredAnswer made = new(StatusCodes.Status200OK, answer(new TranscriptIngest(id, count, isNew)));
        ReplayStore.Add(session, replay, made, now);
        return made;
    });

    /// <summary>Returns the sessions of a job, oldest first.</summary>
    /// <exception cref="ApiException">The job does not exist.</exception>
    public async Task<IReadOnlyList<StoredTranscript>> ListAsync(string jobId) => await database.ReadAsync(session =>
    {
        JobStore.Require(session, jobId);
        return session.Query($"{Select} WHERE s.job_id = ?1 ORDER BY s.seq", Read, jobId);
    });

    /// <summary>Returns a session with its messages, each a JSON document.</summary>
    /// <exception cref="ApiException">The session does not exist.</exception>
    public Task<(StoredTranscript Session, IReadOnlyList<string> Messages)> GetAsync(string id) => database.ReadAsync(session =>
    {
        StoredTranscript found = session.QueryFirst($"{Select} WHERE s.session_id = ?1", Read, id) ?? throw NotFound();
        IReadOnlyList<string> messages = session.Query(
            "SELECT document FROM session_messages WHERE session = ?1 ORDER BY place", static row => row.GetString(0), found.Sequence);
        return (found, messages);
    });

    /// <summary>Deletes all sessions.</summary>
    public Task ClearAsync() => database.Writer.RunAsync(static session =>
        session.Execute("DELETE FROM sessions") + session.Execute("DELETE FROM session_messages"));

    private static ApiException NotFound() => ApiException.NotFound("Session not found");

    private static (long Sequence, long Count) Find(StateSession session, string id) =>
        session.QueryFirst<(long, long)?>(
            "SELECT seq, messages FROM sessions WHERE session_id = ?1", static row => (row.GetInt64(0), row.GetInt64(1)), id) ?? throw NotFound();

    private static (long Sequence, long Count) Add(StateSession session, string id, DateTimeOffset now) => session.QueryFirst(
        "INSERT INTO sessions (session_id, status, messages, steps, created_at) VALUES (?1, ?2, 0, 0, ?3) RETURNING seq",
        static row => (row.GetInt64(0), 0L),
        id,
        TranscriptStatus.Running,
        now.ToUnixTimeMilliseconds());

    private static void Update(StateSession session, long sequence, long count, TranscriptChange change, DateTimeOffset now)
    {
        // A final status without an end time means that the session ended now; any other status clears the end time.
        string? endedAt = change.EndedAt ?? (change.Status is { } status && TranscriptStatus.IsEnd(status) ? WireTime.WithZone(now) : null);
        bool runsAgain = change.Status is { } next && !TranscriptStatus.IsEnd(next);
        session.Execute(
            """
            UPDATE sessions SET job_id = COALESCE(?2, job_id), model = COALESCE(?3, model), task_key = COALESCE(?4, task_key),
                instance_id = COALESCE(?5, instance_id), status = COALESCE(?6, status), metadata = COALESCE(?7, metadata),
                config = COALESCE(?8, config), started_at = COALESCE(?9, started_at), ended_at = COALESCE(?10, CASE WHEN ?11 THEN NULL ELSE ended_at END),
                verifier_execution_id = COALESCE(?12, verifier_execution_id), messages = ?13, steps = steps + ?14
            WHERE seq = ?1
            """,
            sequence,
            change.JobId,
            change.Model,
            change.TaskKey,
            change.InstanceId,
            change.Status,
            change.Metadata,
            change.Config,
            change.StartedAt,
            endedAt,
            runsAgain ? 1 : 0,
            change.VerifierExecutionId,
            count,
            change.Messages.Count(static message => message.IsStep));
    }

    private static StoredTranscript Read(SqliteDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Id = row.GetString(1),
        Model = ReadText(row, 2),
        TaskKey = ReadText(row, 3),
        InstanceId = ReadText(row, 4),
        Status = row.GetString(5),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        StartedAt = ReadText(row, 7),
        EndedAt = ReadText(row, 8),
        Steps = row.GetInt64(9),
        Verification = row.IsDBNull(10) ? null : VerificationStore.Read(row, 10),
    };

    private static string? ReadText(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
