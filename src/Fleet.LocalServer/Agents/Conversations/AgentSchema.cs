using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Agents.Conversations;

/// <summary>The tables of the agents service.</summary>
internal sealed class AgentSchema : ISchemaPart
{
    /// <summary>All tables; a table comes after those that refer to it.</summary>
    public static readonly string[] Tables = ["agent_recordings", "agent_runs", "agent_stream", "agent_events", "agent_sessions", "agent_users", "agents"];

    public string Name => "agents";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE agents (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            description TEXT,
            created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX agents_id ON agents (id);
        CREATE TABLE agent_users (
            sub TEXT PRIMARY KEY,
            id TEXT NOT NULL,
            created_at INTEGER NOT NULL) WITHOUT ROWID;
        -- In exact mode two sessions may share an id: lookups find the first.
        CREATE TABLE agent_sessions (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            agent_id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            title TEXT,
            mode TEXT NOT NULL,
            metadata TEXT,
            created_at INTEGER NOT NULL);
        CREATE INDEX agent_sessions_id ON agent_sessions (id, seq);
        CREATE INDEX agent_sessions_user ON agent_sessions (user_id, seq);
        CREATE TABLE agent_events (
            session INTEGER NOT NULL,
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            correlation_id TEXT NOT NULL,
            type TEXT NOT NULL,
            source TEXT NOT NULL,
            data TEXT NOT NULL,
            metadata TEXT,
            sound INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (session, position)) WITHOUT ROWID;
        """,
        """
        -- The streamed events as they were sent, and the runs that have not ended.
        CREATE TABLE agent_stream (
            session INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            frames BLOB NOT NULL);
        CREATE UNIQUE INDEX agent_stream_last ON agent_stream (session, last);
        CREATE TABLE agent_runs (
            session INTEGER PRIMARY KEY,
            correlation_id TEXT NOT NULL);
        """,
        """
        -- The exchange of each batch: a client that resumes one must not be sent the next.
        ALTER TABLE agent_stream ADD COLUMN correlation_id TEXT NOT NULL DEFAULT '';
        """,
        """
        -- The ids by which recorded sessions are replayed.
        CREATE TABLE agent_recordings (
            id TEXT PRIMARY KEY,
            session INTEGER NOT NULL) WITHOUT ROWID;
        """,
    ];
}
