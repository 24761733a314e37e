using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Stores instances in the state database.</summary>
internal sealed class SqliteInstanceStore(StateDatabase database, TimeProvider clock) : IInstanceStore, ISchemaPart
{
    private const int MaxIdAttempts = 100;

    private const string Columns =
        "seq, instance_id, env_key, version, status, created_at, updated_at, terminated_at, termination_reason, region, env_variables, "
        + "data_key, data_version, seed, run_id, heartbeat_interval, ttl_seconds, last_heartbeat, task_key";

    public string Name => "instances";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE instances (
            seq INTEGER PRIMARY KEY,
            instance_id TEXT NOT NULL,
            env_key TEXT NOT NULL,
            version TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            terminated_at INTEGER,
            termination_reason TEXT,
            region TEXT NOT NULL,
            env_variables TEXT,
            data_key TEXT,
            data_version TEXT,
            seed TEXT NOT NULL,
            run_id TEXT,
            heartbeat_interval INTEGER,
            ttl_seconds INTEGER NOT NULL,
            last_heartbeat INTEGER);
        CREATE UNIQUE INDEX instances_id ON instances (instance_id);
        CREATE INDEX instances_run ON instances (run_id, status, created_at) WHERE run_id IS NOT NULL;
        CREATE INDEX instances_running ON instances (seq) WHERE status = 'running';
        """,
        "ALTER TABLE instances ADD COLUMN task_key TEXT",
    ];

    public async Task<IReadOnlyList<InstanceRecord>> ReadRunningAsync() =>
        await database.ReadAsync(static session => session.Query($"SELECT {Columns} FROM instances WHERE status = 'running' ORDER BY seq", Read));

    public async Task<IReadOnlyList<InstanceRecord>> ReadEndedAsync(string? runId, string? region) =>
        await database.ReadAsync(session => session.Query(
            $"SELECT {Columns} FROM instances WHERE status <> 'running' AND (?1 IS NULL OR run_id = ?1) AND (?2 IS NULL OR region = ?2) ORDER BY seq",
            Read,
            runId,
            region));

    public Task<InstanceRecord?> FindAsync(string id) =>
        database.ReadAsync(session => session.QueryFirst($"SELECT {Columns} FROM instances WHERE instance_id = ?1", Read, id));

    public async Task<IReadOnlyList<InstanceRun>> ReadRunsAsync() => await database.ReadAsync(static session => session.Query(
        """
        SELECT run_id, SUM(status = 'running'), COUNT(*), MIN(created_at), MAX(created_at)
        FROM instances WHERE run_id IS NOT NULL GROUP BY run_id ORDER BY MAX(created_at) DESC, run_id
        """,
        static row => new InstanceRun(row.GetString(0), row.GetInt32(1), row.GetInt32(2), ReadTime(row, 3), ReadTime(row, 4))));

    public async Task<StoredAnswer> AddAsync(Func<(InstanceRecord Record, byte[] Answer)> candidates, ReplayKey? replay, Action<InstanceRecord> stored)
    {
        (StoredAnswer answer, _) = await database.Writer.RunAsync(
            session => Add(session, candidates, replay),
            result =>
            {
                if (result.Added is { } added)
                {
                    stored(added);
                }
            });
        return answer;
    }

    public Task EndAsync(IReadOnlyList<InstanceRecord> ended, Action stored) => database.Writer.RunAsync(
        session =>
        {
            foreach (InstanceRecord record in ended)
            {
                session.Execute(
                    """
                    UPDATE instances SET status = ?2, updated_at = ?3, terminated_at = ?4, termination_reason = ?5, last_heartbeat = ?6
                    WHERE instance_id = ?1
                    """,
                    record.Id, record.Status, Write(record.UpdatedAt), Write(record.TerminatedAt), record.TerminationReason, Write(record.LastHeartbeat));
            }

            return ended.Count;
        },
        _ => stored());

    public Task BeatAsync(LiveInstance instance) => database.Writer.RunAsync(session =>
        session.Execute("UPDATE instances SET last_heartbeat = ?2 WHERE instance_id = ?1", instance.Id, Write(instance.TakeBeat())));

    public Task ClearAsync() => database.Writer.RunAsync(static session =>
        session.Execute("DELETE FROM instances") + session.Execute("DELETE FROM replays"));

    private (StoredAnswer Answer, InstanceRecord? Added) Add(
        StateSession session, Func<(InstanceRecord Record, byte[] Answer)> candidates, ReplayKey? replay)
    {
        if (ReplayStore.Find(session, replay) is { } known)
        {
            return (known, null);
        }

        for (int attempt = 0; attempt < MaxIdAttempts; attempt++)
        {
            (InstanceRecord record, byte[] body) = candidates();
            if (Insert(session, record) is { } sequence)
            {
                StoredAnswer answer = new(StatusCodes.Status200OK, body);
                ReplayStore.Add(session, replay, answer, clock.GetUtcNow());
                return (answer, record with { Sequence = sequence });
            }
        }

        throw new InvalidOperationException("No free instance id was found.");
    }

    /// <summary>Inserts a record.</summary>
    /// <returns>The position in creation order; null if the id is already in use, as eight hex digits do collide now and then.</returns>
    private static long? Insert(StateSession session, InstanceRecord record) => session.QueryFirst<long?>(
        $"INSERT INTO instances ({Columns}) VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) "
        + "ON CONFLICT (instance_id) DO NOTHING RETURNING seq",
        static row => row.GetInt64(0),
        record.Id,
        record.EnvKey,
        record.Version,
        record.Status,
        Write(record.CreatedAt),
        Write(record.UpdatedAt),
        Write(record.TerminatedAt),
        record.TerminationReason,
        record.Region,
        record.EnvVariables,
        record.DataKey,
        record.DataVersion,
        record.Seed,
        record.RunId,
        record.HeartbeatInterval,
        record.TtlSeconds,
        Write(record.LastHeartbeat),
        record.TaskKey);

    private static InstanceRecord Read(SqliteDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Id = row.GetString(1),
        EnvKey = row.GetString(2),
        Version = row.GetString(3),
        Status = row.GetString(4),
        CreatedAt = ReadTime(row, 5),
        UpdatedAt = ReadTime(row, 6),
        TerminatedAt = row.IsDBNull(7) ? null : ReadTime(row, 7),
        TerminationReason = ReadText(row, 8),
        Region = row.GetString(9),
        EnvVariables = ReadText(row, 10),
        DataKey = ReadText(row, 11),
        DataVersion = ReadText(row, 12),
        Seed = row.GetString(13),
        RunId = ReadText(row, 14),
        HeartbeatInterval = row.IsDBNull(15) ? null : row.GetInt32(15),
        TtlSeconds = row.GetInt64(16),
        LastHeartbeat = row.IsDBNull(17) ? null : ReadTime(row, 17),
        TaskKey = ReadText(row, 18),
    };

    private static string? ReadText(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset ReadTime(SqliteDataReader row, int column) => DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(column) * 10);

    /// <summary>Converts a time to microseconds, the precision in which it is stored and sent.</summary>
    private static object? Write(DateTimeOffset? time) => time is { } value ? (value - DateTimeOffset.UnixEpoch).Ticks / 10 : null;
}
