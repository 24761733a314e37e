using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>Reads a ledger written by the original: its <c>.flightdeck/flightdeck.db</c>.</summary>
internal sealed class OriginalLedger : IDisposable
{
    private readonly SqliteConnection _connection;

    private OriginalLedger(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a copy of the file.</summary>
    /// <exception cref="RefusedException">The file is not such a ledger.</exception>
    public static OriginalLedger Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        OriginalLedger ledger = new(connection);
        try
        {
            connection.Open();

            // The file is not trusted: nothing in its schema may be executed.
            ledger.Run("PRAGMA trusted_schema = OFF");
            ledger.Run("PRAGMA query_only = ON");
            ReadOnlySpan<string> tables = ["releases", "pricing_tables", "run_events", "active_policy", "promoted_releases", "release_actions"];
            foreach (string table in tables)
            {
                if (!ledger.Has(table))
                {
                    throw new RefusedException($"This is no ledger of FlightDeck: it has no table '{table}'.");
                }
            }

            return ledger;
        }
        catch (SqliteException e)
        {
            ledger.Dispose();
            throw new RefusedException($"This is no ledger of FlightDeck: {e.Message}");
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Reads the run events in the order they were stored.</summary>
    public IEnumerable<PreparedEvent> ReadEvents()
    {
        JsonText scratch = new();
        foreach (string text in Read("SELECT event_json FROM run_events ORDER BY rowid", static row => row.GetString(0)))
        {
            using JsonDocument document = Parse(text, "run event");
            yield return PreparedEvent.From(RunEvent.Read(document.RootElement, stored: true), scratch);
        }
    }

    /// <summary>Imports everything but the events.</summary>
    public void CopyTo(LedgerBook book, ReleaseIds ids, long now)
    {
        book.Append(EntryKind.Import, "flightdeck", json =>
            json.OpenObject().Field("source", "flightdeck.db").Field("imported_at", WireTime.Record(now)).CloseObject());
        foreach (ReleaseRecord release in Read(
            "SELECT release_id, environment, checksum, artifact_json, created_at FROM releases ORDER BY created_at, rowid", ReadRelease))
        {
            book.Append(EntryKind.Release, release.ReleaseId, release.Write);
        }

        CopyPrices(book, ids);
        foreach (PolicyChange change in Read("SELECT policy_json, updated_at FROM active_policy ORDER BY updated_at, rowid", ReadPolicy))
        {
            book.Append(EntryKind.Policy, change.Policy.PolicyId, change.Write);
        }

        CopyActions(book);
        CopyRequests(book);

        // Last, so that the promoted releases are those of the original, whatever the actions say.
        const string Promoted = "SELECT agent_id, environment, release_id, promoted_at FROM promoted_releases ORDER BY promoted_at, rowid";
        foreach (Pointer pointer in Read(Promoted, static row =>
            new Pointer(row.GetString(0), row.GetString(1), row.GetString(2), Time(row.GetString(3)))))
        {
            book.Append(EntryKind.Pointer, $"{pointer.AgentId}/{pointer.Environment}", pointer.Write);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static ReleaseRecord ReadRelease(SqliteDataReader row)
    {
        using JsonDocument artifact = Parse(row.GetString(3), "release");
        return new ReleaseRecord(row.GetString(0), row.GetString(1), row.GetString(2), ReleaseArtifact.Read(artifact.RootElement), Time(row.GetString(4)));
    }

    private static PolicyChange ReadPolicy(SqliteDataReader row)
    {
        using JsonDocument policy = Parse(row.GetString(0), "policy");
        return new PolicyChange(SettingsDocument.Read(policy.RootElement, "Policy", GatePolicy.Read), "unknown", null, Time(row.GetString(1)));
    }

    private static PriceTable ReadPrices(string text)
    {
        using JsonDocument table = Parse(text, "pricing table");
        return SettingsDocument.Read(table.RootElement, "PricingTable", PriceTable.Read);
    }

    private static GateResult ReadResult(string text)
    {
        using JsonDocument result = Parse(text, "policy result");
        return SettingsDocument.Read(result.RootElement, "PolicyResult", GateResult.Read);
    }

    private static JsonDocument Parse(string text, string what)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new RefusedException($"The ledger contains a {what} that is not JSON: {e.Message}");
        }
    }

    private static long Time(string text) => WireTime.TryParse(text, out WireTime time)
        ? time.Instant
        : throw new RefusedException($"The ledger contains an invalid time: '{text}'.");

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private void CopyPrices(LedgerBook book, ReleaseIds ids)
    {
        if (Has("pricing_import_audit"))
        {
            const string Audit = "SELECT import_id, action, actor, reason, old_pricing_json, new_pricing_json, created_at "
                + "FROM pricing_import_audit ORDER BY created_at, rowid";
            foreach (PriceImport import in Read(Audit, static row => new PriceImport(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                TextOrNull(row, 3),
                TextOrNull(row, 4) is { } old ? ReadPrices(old) : null,
                ReadPrices(row.GetString(5)),
                Time(row.GetString(6)))))
            {
                book.Append(EntryKind.Prices, import.ImportId, import.Write);
            }
        }

        // A table from before the audit, or changed behind its back.
        foreach ((PriceTable table, long createdAt) in Read(
            "SELECT pricing_json, created_at FROM pricing_tables ORDER BY created_at, rowid",
            static row => (ReadPrices(row.GetString(0)), Time(row.GetString(1)))))
        {
            PriceImport? known = book.FindPrices(new PriceReference(table.Provider, table.Version));
            PriceImport import = new(ids.Next("pim"), known is null ? PriceImport.Insert : PriceImport.Replace, "unknown", null, known?.New, table, createdAt);
            if (known?.Checksum != import.Checksum)
            {
                book.Append(EntryKind.Prices, import.ImportId, import.Write);
            }
        }
    }

    private void CopyActions(LedgerBook book)
    {
        // In ledgers from before the numbers, the actions get them in the order in which the original would assign them.
        string number = HasColumn("release_actions", "audit_seq") ? "audit_seq" : "NULL";
        long next = 0;
        foreach (ActionRecord action in Read(
            "SELECT action_id, action, actor, release_id, agent_id, environment, reason, policy_result_json, baseline_release_id, created_at, "
                + $"{number} AS number "
                + "FROM release_actions ORDER BY number IS NULL, number, created_at, action_id",
            row => new ActionRecord
            {
                ActionId = row.GetString(0),
                Action = row.GetString(1),
                Actor = row.GetString(2),
                ReleaseId = row.GetString(3),
                AgentId = row.GetString(4),
                Environment = row.GetString(5),
                Reason = row.GetString(6),
                Policy = ReadResult(row.GetString(7)),
                BaselineReleaseId = TextOrNull(row, 8),
                CreatedAt = Time(row.GetString(9)),
                AuditSeq = next = row.IsDBNull(10) ? next + 1 : row.GetInt64(10),
            }))
        {
            book.Append(EntryKind.Action, action.ActionId, action.Write);
        }
    }

    private void CopyRequests(LedgerBook book)
    {
        if (!Has("promotion_requests"))
        {
            return;
        }

        foreach ((PromotionRequest request, RequestResolution resolution) in Read(
            """
            SELECT request_id, status, release_id, agent_id, environment, "window", reason, actor,
                baseline_release_id, policy_result_json, created_at, resolved_at,
                completed_action_id
            FROM promotion_requests ORDER BY created_at, rowid
            """,
            static row => (
                new PromotionRequest
                {
                    RequestId = row.GetString(0),
                    ReleaseId = row.GetString(2),
                    AgentId = row.GetString(3),
                    Environment = row.GetString(4),
                    Window = row.GetString(5),
                    Reason = row.GetString(6),
                    Actor = row.GetString(7),
                    BaselineReleaseId = TextOrNull(row, 8),
                    Policy = ReadResult(row.GetString(9)),
                    CreatedAt = Time(row.GetString(10)),
                },
                new RequestResolution(row.GetString(0), row.GetString(1), TextOrNull(row, 11) is { } at ? Time(at) : null, TextOrNull(row, 12), null, null))))
        {
            book.Append(EntryKind.Request, request.RequestId, request.Write);
            if (resolution.Status != PromotionRequest.Pending)
            {
                book.Append(EntryKind.Resolution, request.RequestId, resolution.Write);
            }
        }
    }

    private bool Has(string table) => Read(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name", static row => row.GetInt64(0) > 0, table).First();

    private bool HasColumn(string table, string column) =>
        Read($"SELECT name FROM pragma_table_info('{table}')", static row => row.GetString(0)).Contains(column, StringComparer.Ordinal);

    private void Run(string sql)
    {
        foreach (int _ in Read(sql, static _ => 0))
        {
        }
    }

    private IEnumerable<T> Read<T>(string sql, Func<SqliteDataReader, T> read, string? name = null)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Built from constants only; outside values are bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (name is not null)
        {
            command.Parameters.AddWithValue("@name", name);
        }

        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return read(rows);
        }
    }
}
