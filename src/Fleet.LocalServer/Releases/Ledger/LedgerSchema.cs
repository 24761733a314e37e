using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// The tables of the ledger. Everything is in <c>ledger_entry</c>, where each entry is chained to the previous one by its hash. The other tables are
/// lookups derived from the entries and checked against them.
/// </summary>
internal sealed class LedgerSchema : ISchemaPart
{
    /// <summary>The tables derived from the entries, with the order in which their rows are compared.</summary>
    public static readonly IReadOnlyList<(string Table, string Order)> Projections =
    [
        ("ledger_release", "release_id"),
        ("ledger_price", "provider, version"),
        ("ledger_policy", "policy_id"),
        ("ledger_pointer", "agent_id, environment"),
        ("ledger_action", "audit_seq"),
        ("ledger_request", "request_id"),
        ("ledger_workspace", "id"),
    ];

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE ledger_entry (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE ledger_release (release_id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE ledger_price (provider TEXT, version TEXT, seq INTEGER NOT NULL, PRIMARY KEY (provider, version)) WITHOUT ROWID;
        CREATE TABLE ledger_policy (policy_id TEXT PRIMARY KEY, updated_at INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE ledger_pointer (
            agent_id TEXT, environment TEXT, release_id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (agent_id, environment)) WITHOUT ROWID;
        CREATE TABLE ledger_action (
            audit_seq INTEGER PRIMARY KEY, action_id TEXT NOT NULL UNIQUE, action TEXT NOT NULL, agent_id TEXT NOT NULL, environment TEXT NOT NULL,
            created_at INTEGER NOT NULL, seq INTEGER NOT NULL);
        CREATE INDEX ledger_action_time ON ledger_action (created_at, audit_seq);
        CREATE TABLE ledger_request (
            request_id TEXT PRIMARY KEY, status TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, seq INTEGER NOT NULL,
            resolution INTEGER) WITHOUT ROWID;
        CREATE INDEX ledger_request_time ON ledger_request (created_at, seq);
        CREATE TABLE ledger_workspace (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
        """ + GivenAnswers.Table,
    ];
}
