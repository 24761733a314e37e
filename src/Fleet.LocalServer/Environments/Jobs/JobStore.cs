using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>A request for a new job.</summary>
/// <param name="Name">The name, with placeholders.</param>
/// <param name="Expected">The number of sessions the job needs; null for a job that only collects sessions logged by others.</param>
/// <param name="Request">The request as stored, without API keys.</param>
internal sealed record JobRequest(string? Name, long? Expected, string Request);

/// <summary>Stores jobs. The server runs no models itself: clients log a job's sessions, and the job's status is derived from them.</summary>
internal sealed class JobStore(StateDatabase database, TimeProvider clock) : ISchemaPart
{
    private const string Select =
        """
        SELECT job_id, name, created_at, expected,
            (SELECT COUNT(*) FROM sessions s WHERE s.job_id = jobs.job_id),
            (SELECT COUNT(*) FROM sessions s WHERE s.job_id = jobs.job_id AND status IN ('completed', 'failed', 'cancelled'))
        FROM jobs
        """;

    public string Name => "jobs";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE jobs (
            seq INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL,
            name TEXT,
            expected INTEGER,
            request TEXT NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX jobs_id ON jobs (job_id);
        CREATE INDEX jobs_name ON jobs (name);
        """,
    ];

    /// <summary>Returns all jobs, newest first.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync() => await database.ReadAsync(static session => session.Query($"{Select} ORDER BY seq DESC", Read));

    /// <summary>Returns a job.</summary>
    /// <exception cref="ApiException">The job does not exist.</exception>
    public async Task<Job> GetAsync(string id) =>
        await database.ReadAsync(session => session.QueryFirst($"{Select} WHERE job_id = ?1", Read, id)) ?? throw NotFound();

    /// <summary>Creates a job.</summary>
    public Task<StoredAnswer> AddAsync(JobRequest request, ReplayKey? replay, Func<Job, byte[]> answer) => database.Writer.RunAsync(session =>
    {
        if (ReplayStore.Find(session, replay) is { } known)
        {
            return known;
        }

        DateTimeOffset now = clock.GetUtcNow();
        string id = Guid.NewGuid().ToString();
        string? name = request.Name is null ? null : JobName.Fill(request.Name, start => session.Query(
            "SELECT name FROM jobs WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1", static row => row.GetString(0), start));
        session.Execute(
            "INSERT INTO jobs (job_id, name, expected, request, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            id, name, request.Expected, request.Request, now.ToUnixTimeMilliseconds());
        Job job = session.QueryFirst($"{Select} WHERE job_id = ?1", Read, id)!;
        StoredAnswer made = new(StatusCodes.Status200OK, answer(job));
        ReplayStore.Add(session, replay, made, now);
        return made;
    });

    /// <summary>Throws if a job does not exist.</summary>
    public static void Require(StateSession session, string id)
    {
        if (session.QueryFirst<long?>("SELECT seq FROM jobs WHERE job_id = ?1", static row => row.GetInt64(0), id) is null)
        {
            throw NotFound();
        }
    }

    /// <summary>Deletes all jobs.</summary>
    public Task ClearAsync() => database.Writer.RunAsync(static session => session.Execute("DELETE FROM jobs"));

    private static ApiException NotFound() => ApiException.NotFound("Job not found");

    private static Job Read(SqliteDataReader row)
    {
        long? expected = row.IsDBNull(3) ? null : row.GetInt64(3);
        long sessions = row.GetInt64(4);
        long ended = row.GetInt64(5);
        string status = sessions == 0 && expected is not null ? TranscriptStatus.Pending
            : sessions > 0 && ended == sessions && sessions >= (expected ?? 1) ? TranscriptStatus.Completed
            : TranscriptStatus.Running;
        return new Job(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), status);
    }
}
