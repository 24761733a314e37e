using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>Reads and extends the ledger over one session, the writer's or a reader's.</summary>
internal sealed class LedgerBook(StateSession session)
{
    private const string Columns = "e.seq, e.kind, e.ref, e.body, e.hash";

    /// <summary>The session.</summary>
    public StateSession Session => session;

    /// <summary>The number and hash of the last entry.</summary>
    public LedgerHead Head() => session.QueryFirst(
        "SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1",
        static row => new LedgerHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1))) is { Hash: not null } head ? head : new LedgerHead(0, LedgerEntry.Genesis);

    /// <summary>Appends an entry.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="reference">The id of its subject.</param>
    /// <param name="write">Writes the record.</param>
    public LedgerEntry Append(string kind, string reference, Action<JsonText> write)
    {
        JsonText json = new();
        write(json);
        LedgerHead head = Head();
        byte[] body = json.ToArray();
        LedgerEntry entry = new(head.Entries + 1, kind, reference, body, LedgerEntry.HashOf(head.Hash, head.Entries + 1, kind, reference, body));
        Add(entry);
        return entry;
    }

    /// <summary>Adds an existing entry.</summary>
    public void Add(LedgerEntry entry)
    {
        session.Execute("INSERT INTO ledger_entry VALUES (?1, ?2, ?3, ?4, ?5)", entry.Seq, entry.Kind, entry.Ref, entry.Body, entry.Hash);
        LedgerProjection.Apply(session, entry);
    }

    /// <summary>Reads entries in order.</summary>
    public List<LedgerEntry> Entries(long after, long limit) =>
        session.Query($"SELECT {Columns} FROM ledger_entry e WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2", ReadEntry, after, limit);

    /// <summary>Finds a release; null if it is not registered.</summary>
    public ReleaseRecord? FindRelease(string releaseId) =>
        Find($"SELECT {Columns} FROM ledger_release x JOIN ledger_entry e ON e.seq = x.seq WHERE x.release_id = ?1", ReleaseRecord.Read, releaseId);

    /// <summary>Reads all releases, newest first; those of the same instant stay in insertion order, as the original sorts them. So do the other
    /// lists.</summary>
    public List<ReleaseRecord> Releases() =>
        [.. session.Query($"SELECT {Columns} FROM ledger_release x JOIN ledger_entry e ON e.seq = x.seq ORDER BY x.created_at DESC, x.seq", ReadEntry)
            .Select(static entry => Parse(entry, ReleaseRecord.Read))];

    /// <summary>Finds the promoted release of an agent in an environment; null if there is none.</summary>
    public string? FindPointer(string agentId, string environment) => session.QueryFirst(
        "SELECT release_id FROM ledger_pointer WHERE agent_id = ?1 AND environment = ?2", static row => row.GetString(0), agentId, environment);

    /// <summary>Reads all pointers, sorted by agent and environment.</summary>
    public List<(string AgentId, string Environment, string ReleaseId)> Pointers() => session.Query(
        "SELECT agent_id, environment, release_id FROM ledger_pointer ORDER BY agent_id, environment",
        static row => (row.GetString(0), row.GetString(1), row.GetString(2)));

    /// <summary>The policy set last, or the default one.</summary>
    public GatePolicy ActivePolicy() =>
        Find(
            $"SELECT {Columns} FROM ledger_policy x JOIN ledger_entry e ON e.seq = x.seq ORDER BY x.updated_at DESC, x.seq DESC LIMIT 1",
            Typed(PolicyChange.Read))?.Policy
        ?? GatePolicy.Default;

    /// <summary>Finds the last import of a price table; null if there was none.</summary>
    public PriceImport? FindPrices(PriceReference reference) => Find(
        $"SELECT {Columns} FROM ledger_price x JOIN ledger_entry e ON e.seq = x.seq WHERE x.provider = ?1 AND x.version = ?2",
        Typed(PriceImport.Read),
        reference.Provider,
        reference.Version);

    /// <summary>Reads the versions of one provider's prices, or of all providers, in order.</summary>
    public List<PriceReference> PriceTables(string? provider = null) => session.Query(
        "SELECT provider, version FROM ledger_price WHERE ?1 IS NULL OR provider = ?1 ORDER BY provider, version",
        static row => new PriceReference(row.GetString(0), row.GetString(1)),
        provider);

    /// <summary>Reads the newest actions first; a null criterion matches everything.</summary>
    public List<ActionRecord> Actions(string? agentId, string? environment, long limit) =>
        [.. session.Query(
            $"SELECT {Columns} FROM ledger_action x JOIN ledger_entry e ON e.seq = x.seq "
                + "WHERE (?1 IS NULL OR x.agent_id = ?1) AND (?2 IS NULL OR x.environment = ?2) "
                + "ORDER BY x.created_at DESC, x.audit_seq LIMIT ?3",
            ReadEntry,
            agentId is "" ? null : agentId,
            environment is "" ? null : environment,
            limit).Select(static entry => Parse(entry, Typed(ActionRecord.Read)))];

    /// <summary>The number of the next action.</summary>
    public long NextAuditSeq() => session.QueryFirst("SELECT coalesce(max(audit_seq), 0) + 1 FROM ledger_action", static row => row.GetInt64(0));

    /// <summary>Finds a promotion request; null if there is none.</summary>
    public PromotionRequest? FindRequest(string requestId) => Requests("WHERE x.request_id = ?1", requestId).FirstOrDefault();

    /// <summary>Reads the newest requests first, of one status or of all.</summary>
    public List<PromotionRequest> Requests(string? status, long now, long limit) => Requests(
        "WHERE (?1 IS NULL OR ?1 = CASE WHEN x.status = 'pending' AND x.expires_at <= ?2 THEN 'expired' ELSE x.status END) "
            + "ORDER BY x.created_at DESC, x.seq LIMIT ?3",
        status is "" ? null : status,
        now,
        limit);

    /// <summary>The last change to the workspace's settings; null if there was none.</summary>
    public JsonElement? WorkspaceChange() =>
        session.QueryFirst($"SELECT {Columns} FROM ledger_workspace x JOIN ledger_entry e ON e.seq = x.seq", ReadEntry) is { } entry
            ? Parse(entry, static root => root.Clone())
            : null;

    /// <summary>Counts rows of one of the ledger's tables.</summary>
    public long Count(string table) => session.QueryFirst($"SELECT count(*) FROM {table}", static row => row.GetInt64(0));

    /// <summary>Counts the actions of each kind, sorted by name.</summary>
    public List<(string Action, long Count)> CountActions() =>
        session.Query("SELECT action, count(*) FROM ledger_action GROUP BY action ORDER BY action", static row => (row.GetString(0), row.GetInt64(1)));

    /// <summary>Reads the columns of an entry.</summary>
    public static LedgerEntry ReadEntry(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4));

    private static T Parse<T>(LedgerEntry entry, Func<JsonElement, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(entry.Body);
        return read(document.RootElement);
    }

    private static Func<JsonElement, T> Typed<T>(Func<JsonFields, T> read) => root => SettingsDocument.Read(root, typeof(T).Name, read);

    private T? Find<T>(string sql, Func<JsonElement, T> read, params ReadOnlySpan<object?> arguments)
        where T : class =>
        session.QueryFirst(sql, ReadEntry, arguments) is { } entry ? Parse(entry, read) : null;

    private List<PromotionRequest> Requests(string where, params ReadOnlySpan<object?> arguments) => session.Query(
        $"SELECT {Columns}, r.body FROM ledger_request x JOIN ledger_entry e ON e.seq = x.seq LEFT JOIN ledger_entry r ON r.seq = x.resolution {where}",
        static row =>
        {
            PromotionRequest request = Parse(ReadEntry(row), Typed(PromotionRequest.Read));
            return row.IsDBNull(5)
                ? request
                : request with { Resolution = SettingsDocument.Read(row.GetFieldValue<byte[]>(5), nameof(RequestResolution), RequestResolution.Read) };
        },
        arguments);
}
