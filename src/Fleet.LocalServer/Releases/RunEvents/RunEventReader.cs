using System.Text;
using Fleet.LocalServer.Releases.Model;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>A place in a list of events, newest first: just after the event with this instant and number.</summary>
internal readonly record struct RunEventPlace(long Instant, long Seq);

/// <summary>Reads the run events as it is on disk at one point in time.</summary>
internal sealed class RunEventReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private RunEventReader(SqliteConnection connection)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(deferred: true);
    }

    /// <summary>Opens a reader.</summary>
    public static RunEventReader Open(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        connection.Open();
        return new RunEventReader(connection);
    }

    /// <summary>Counts all events.</summary>
    public long CountAll()
    {
        using SqliteCommand command = Command("SELECT coalesce(max(seq), 0) FROM evidence_event", []);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Counts the events that match a filter.</summary>
    public long Count(RunEventFilter filter)
    {
        if (Where(filter) is not { } where)
        {
            return 0;
        }

        using SqliteCommand command = Command($"SELECT count(*) {where.Sql}", where.Arguments);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Reads the events that match a filter, newest first; events of the same instant come in the order they were stored.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="offset">The number of events to skip.</param>
    /// <param name="limit">The maximum number of events to read; null for all.</param>
    /// <param name="after">The place to start at, which saves skipping everything before it.</param>
    public IEnumerable<(RunEventPlace Place, byte[] Json)> Read(RunEventFilter filter, long offset, long? limit, RunEventPlace? after = null)
    {
        if (Where(filter) is not { } where)
        {
            yield break;
        }

        List<object> arguments = where.Arguments;
        StringBuilder sql = new($"SELECT f.instant, f.seq {where.Sql}");
        if (after is { } place)
        {
            Add(sql, arguments, " AND f.instant <= {0}", place.Instant);
            Add(sql, arguments, " AND NOT (f.instant = {0}", place.Instant);
            Add(sql, arguments, " AND f.seq <= {0})", place.Seq);
        }

        sql.Append(" ORDER BY f.instant DESC, f.seq");
        Add(sql, arguments, " LIMIT {0}", limit ?? -1);
        Add(sql, arguments, " OFFSET {0}", offset);

        using SqliteCommand list = Command(sql.ToString(), arguments);
        using SqliteCommand find = Command("SELECT json FROM evidence_event WHERE seq = ?1", [0L]);
        using SqliteDataReader rows = list.ExecuteReader();
        while (rows.Read())
        {
            long seq = rows.GetInt64(1);
            find.Parameters[0].Value = seq;
            yield return (new RunEventPlace(rows.GetInt64(0), seq), (byte[])find.ExecuteScalar()!);
        }
    }

    /// <summary>Reads all events in the order they were stored.</summary>
    public IEnumerable<byte[]> ReadAll()
    {
        using SqliteCommand command = Command("SELECT json FROM evidence_event ORDER BY seq", []);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return rows.GetFieldValue<byte[]>(0);
        }
    }

    /// <summary>Adds up the finished runs that match a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="tables">The price tables; each yields a sum of its own.</param>
    public RunSums Sum(RunEventFilter filter, params ReadOnlySpan<PriceTable> tables)
    {
        RunSums sums = new(tables, FindText);
        if (Where(filter) is not { } where)
        {
            return sums;
        }

        using RawStatement rows = new(
            _connection,
            $"SELECT f.agent, f.model, f.input, f.output, f.cached, f.latency, f.success {where.Sql} AND f.is_end = 1 ORDER BY f.instant, f.seq");
        for (int i = 0; i < where.Arguments.Count; i++)
        {
            _ = where.Arguments[i] is long number ? rows.Bind(i + 1, number) : rows.Bind(i + 1, (string)where.Arguments[i]);
        }

        while (rows.Step())
        {
            sums.Add(rows.Number(0), rows.Number(1), rows.Number(2), rows.Number(3), rows.Number(4), rows.NumberOrNull(5), rows.Number(6) != 0);
        }

        return sums;
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private static void Add(StringBuilder sql, List<object> arguments, string clause, object value)
    {
        arguments.Add(value);
        sql.AppendFormat(null, clause, $"?{arguments.Count}");
    }

    /// <summary>Builds the condition of a filter; null if no event can match.</summary>
    private (string Sql, List<object> Arguments)? Where(RunEventFilter filter)
    {
        if (FindId(filter.ReleaseId) is not { } release)
        {
            return null;
        }

        bool byRequest = (filter.TraceId ?? filter.SessionId ?? filter.SpanId) is not null;
        List<object> arguments = [];
        StringBuilder sql = new(byRequest
            ? "FROM evidence_event e CROSS JOIN evidence_fact f ON f.release = e.release AND f.instant = e.instant AND f.seq = e.seq WHERE TRUE"
            : "FROM evidence_fact f WHERE TRUE");
        Add(sql, arguments, " AND f.release = {0}", release);
        Add(sql, arguments, " AND f.instant >= {0}", filter.Window.Since);
        Add(sql, arguments, " AND f.instant < {0}", filter.Window.Until);
        foreach ((string clause, string? text) in (ReadOnlySpan<(string, string?)>)
            [(" AND f.environment = {0}", filter.Environment), (" AND f.tenant = {0}", filter.TenantId), (" AND f.task = {0}", filter.TaskId)])
        {
            if (string.IsNullOrEmpty(text))
            {
                continue;
            }

            if (FindId(text) is not { } id)
            {
                return null;
            }

            Add(sql, arguments, clause, id);
        }

        foreach ((string clause, string? text) in (ReadOnlySpan<(string, string?)>)
            [(" AND e.trace = {0}", filter.TraceId), (" AND e.session = {0}", filter.SessionId), (" AND e.span = {0}", filter.SpanId)])
        {
            if (text is not null)
            {
                Add(sql, arguments, clause, text);
            }
        }

        if (filter.AsOf is { } asOf)
        {
            Add(sql, arguments, " AND f.seq <= {0}", asOf);
        }

        return (sql.ToString(), arguments);
    }

    private long? FindId(string text)
    {
        using SqliteCommand command = Command("SELECT id FROM evidence_text WHERE text = ?1", [text]);
        return (long?)command.ExecuteScalar();
    }

    private string FindText(long id)
    {
        using SqliteCommand command = Command("SELECT text FROM evidence_text WHERE id = ?1", [id]);
        return (string)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, List<object> arguments)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
#pragma warning disable CA2100 // Built from constants only; outside values are bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < arguments.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter($"?{i + 1}", arguments[i]));
        }

        return command;
    }
}
