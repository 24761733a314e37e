using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>Updates the lookup tables for a new entry.</summary>
internal static class LedgerProjection
{
    /// <summary>Applies an entry.</summary>
    public static void Apply(StateSession session, LedgerEntry entry)
    {
        using JsonDocument document = JsonDocument.Parse(entry.Body);
        JsonElement body = document.RootElement;
        switch (entry.Kind)
        {
            case EntryKind.Release:
                ReleaseRecord release = ReleaseRecord.Read(body);
                session.Execute("INSERT INTO ledger_release VALUES (?1, ?2, ?3)", release.ReleaseId, release.CreatedAt, entry.Seq);
                break;
            case EntryKind.Prices:
                PriceImport prices = Read(body, PriceImport.Read);
                session.Execute(
                    "INSERT INTO ledger_price VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET seq = excluded.seq",
                    prices.New.Provider,
                    prices.New.Version,
                    entry.Seq);
                break;
            case EntryKind.Policy:
                PolicyChange policy = Read(body, PolicyChange.Read);
                session.Execute(
                    "INSERT INTO ledger_policy VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at, seq = excluded.seq",
                    policy.Policy.PolicyId, policy.UpdatedAt, entry.Seq);
                break;
            case EntryKind.Action:
                Apply(session, entry.Seq, Read(body, ActionRecord.Read));
                break;
            case EntryKind.Request:
                PromotionRequest request = Read(body, PromotionRequest.Read);
                session.Execute(
                    "INSERT INTO ledger_request VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
                    request.RequestId, PromotionRequest.Pending, request.CreatedAt, request.ExpiresAt, entry.Seq);
                break;
            case EntryKind.Resolution:
                RequestResolution resolution = Read(body, RequestResolution.Read);
                session.Execute(
                    "UPDATE ledger_request SET status = ?2, resolution = ?3 WHERE request_id = ?1", resolution.RequestId, resolution.Status, entry.Seq);
                break;
            case EntryKind.Workspace:
                session.Execute("INSERT INTO ledger_workspace VALUES (1, ?1) ON CONFLICT DO UPDATE SET seq = excluded.seq", entry.Seq);
                break;
            case EntryKind.Pointer:
                Pointer pointer = Read(body, Pointer.Read);
                Move(session, entry.Seq, pointer.AgentId, pointer.Environment, pointer.ReleaseId);
                break;
            case EntryKind.Import:
                break;
            default:
                throw new RefusedException($"The ledger contains an entry of the unknown kind '{entry.Kind}'.");
        }
    }

    private static void Apply(StateSession session, long seq, ActionRecord action)
    {
        session.Execute(
            "INSERT INTO ledger_action VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            action.AuditSeq, action.ActionId, action.Action, action.AgentId, action.Environment, action.CreatedAt, seq);
        if (action.Succeeded)
        {
            Move(session, seq, action.AgentId, action.Environment, action.ReleaseId);
        }
    }

    private static void Move(StateSession session, long seq, string agentId, string environment, string releaseId) => session.Execute(
        "INSERT INTO ledger_pointer VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET release_id = excluded.release_id, seq = excluded.seq",
        agentId, environment, releaseId, seq);

    private static T Read<T>(JsonElement body, Func<JsonFields, T> read) => SettingsDocument.Read(body, typeof(T).Name, read);
}
