using System.Collections.Concurrent;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>Stores agents, users, sessions and their events in the state database.</summary>
internal sealed class AgentStore(StateDatabase database, TimeProvider clock)
{
    private const string SessionColumns = "seq, id, agent_id, user_id, title, mode, metadata, created_at";
    private const string UserName = "Anonymous";
    private readonly ConcurrentDictionary<string, string> _users = new(StringComparer.Ordinal);

    /// <summary>The source of ids for everything stored.</summary>
    public AgentIds Ids { get; } = new();

    /// <summary>The database.</summary>
    public StateDatabase Database => database;

    /// <summary>The current time, in microseconds since 1970.</summary>
    public long Now => WireTime.ToInstant(clock.GetUtcNow());

    /// <summary>Returns the user with a name, creating it on first use.</summary>
    public async Task<UserRecord> GetUserAsync(string sub)
    {
        if (!_users.TryGetValue(sub, out string? id))
        {
            id = await database.Writer.RunAsync(session =>
            {
                session.Execute("INSERT INTO agent_users VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", sub, Ids.Next(), Now);
                return session.QueryFirst("SELECT id FROM agent_users WHERE sub = ?1", static row => row.GetString(0), sub)!;
            });
            _users.TryAdd(sub, id);
        }

        return new UserRecord(id, UserName);
    }

    /// <summary>The user with an id.</summary>
    public static UserRecord UserOf(string id) => new(id, UserName);

    /// <summary>Stores an agent.</summary>
    public Task<AgentRecord> AddAgentAsync(string name, string type, string? description) => database.Writer.RunAsync(session =>
    {
        AgentRecord agent = new(Ids.Next(), name, type, description, Now);
        session.Execute(
            "INSERT INTO agents (id, name, type, description, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            agent.Id, agent.Name, agent.Type, agent.Description, agent.CreatedAt);
        return agent;
    });

    /// <summary>Reads all agents, oldest first.</summary>
    public Task<List<AgentRecord>> ReadAgentsAsync() => database.ReadAsync(static session =>
        session.Query("SELECT id, name, type, description, created_at FROM agents ORDER BY seq", ReadAgent));

    /// <summary>Finds an agent by its id; null if there is none.</summary>
    public Task<AgentRecord?> FindAgentAsync(string id) => database.ReadAsync(session =>
        session.QueryFirst("SELECT id, name, type, description, created_at FROM agents WHERE id = ?1", ReadAgent, id));

    /// <summary>Stores a session.</summary>
    /// <param name="id">Its id; null for a new one.</param>
    /// <param name="once">True to refuse an id that is taken.</param>
    /// <param name="make">Creates the session from an id and a time.</param>
    /// <exception cref="ApiException">The id is taken.</exception>
    public Task<SessionRecord> AddSessionAsync(string? id, bool once, Func<string, long, SessionRecord> make) => database.Writer.RunAsync(session =>
    {
        SessionRecord made = make(id ?? Ids.Next(), Now);
        if (once && FindSession(session, made.Id) is not null)
        {
            throw ApiException.Conflict($"A session with ID {made.Id} exists already");
        }

        long sequence = session.QueryFirst(
            "INSERT INTO agent_sessions (id, agent_id, user_id, title, mode, metadata, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING seq",
            static row => row.GetInt64(0),
            made.Id, made.AgentId, made.UserId, made.Title, made.Mode, made.Metadata, made.CreatedAt);
        return made with { Sequence = sequence };
    });

    /// <summary>Reads the sessions of a user, oldest first.</summary>
    public Task<List<SessionRecord>> ReadSessionsAsync(string userId, string? agentId) => database.ReadAsync(session => session.Query(
        $"SELECT {SessionColumns} FROM agent_sessions WHERE user_id = ?1 AND (?2 IS NULL OR agent_id = ?2) ORDER BY seq", ReadSession, userId, agentId));

    /// <summary>Finds a session by its id; null if there is none.</summary>
    public Task<SessionRecord?> FindSessionAsync(string id) => database.ReadAsync(session => FindSession(session, id));

    /// <summary>Reads the events of a session in order.</summary>
    public Task<List<EventRecord>> ReadEventsAsync(long session, EventFilter filter)
    {
        string types = string.Join(',', filter.Types);
        return database.ReadAsync(state => state.Query(
            """
            SELECT id, position, created_at, correlation_id, type, source, data, metadata, sound FROM agent_events
            WHERE session = ?1 AND position >= ?2 AND (?3 IS NULL OR source = ?3) AND (?4 IS NULL OR correlation_id = ?4)
                AND (?5 = '' OR instr(',' || ?5 || ',', ',' || type || ',') > 0)
            ORDER BY position
            """,
            ReadEvent,
            session, filter.MinOffset, filter.Source, filter.CorrelationId, types));
    }

    /// <summary>Appends an event to its session.</summary>
    public Task<EventRecord> AddEventAsync(long session, NewEvent content) => database.Writer.RunAsync(state => AddEvent(state, session, content));

    /// <summary>Appends an event to its session as part of a larger change.</summary>
    public EventRecord AddEvent(StateSession state, long session, NewEvent content)
    {
        long offset = state.QueryFirst(
            "SELECT COALESCE(MAX(position) + 1, 0) FROM agent_events WHERE session = ?1", static row => row.GetInt64(0), session);
        EventRecord added = new(Ids.Next(), offset, Now, content);
        state.Execute(
            "INSERT INTO agent_events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            session, offset, added.Id, content.CorrelationId, content.Type, content.Source, content.Data, content.Metadata, content.IsSound, added.CreatedAt);
        return added;
    }

    /// <summary>Deletes everything.</summary>
    public async Task ClearAsync()
    {
        await database.Writer.RunAsync(static session =>
        {
            foreach (string table in AgentSchema.Tables)
            {
                session.Execute($"DELETE FROM {table}");
            }

            return true;
        });
        _users.Clear();
        Ids.Reset();
    }

    private static SessionRecord? FindSession(StateSession session, string id) =>
        session.QueryFirst($"SELECT {SessionColumns} FROM agent_sessions WHERE id = ?1 ORDER BY seq LIMIT 1", ReadSession, id);

    private static AgentRecord ReadAgent(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetInt64(4));

    private static SessionRecord ReadSession(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), Text(row, 4), row.GetString(5), Text(row, 6), row.GetInt64(7));

    private static EventRecord ReadEvent(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt64(2),
        new NewEvent(row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), Text(row, 7), row.GetBoolean(8)));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
