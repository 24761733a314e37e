using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>An attempted promotion or rollback, successful or not.</summary>
internal sealed record ActionRecord
{
    public const string Promote = "promote";

    public const string Rollback = "rollback";

    public required string ActionId { get; init; }

    public required string Action { get; init; }

    public required string Actor { get; init; }

    public required string ReleaseId { get; init; }

    public required string AgentId { get; init; }

    public required string Environment { get; init; }

    public required string Reason { get; init; }

    public required GateResult Policy { get; init; }

    public required string? BaselineReleaseId { get; init; }

    public required long CreatedAt { get; init; }

    public required long AuditSeq { get; init; }

    /// <summary>True if a rollback went ahead against the policy.</summary>
    public bool Override { get; init; }

    /// <summary>True if it moved the pointer.</summary>
    public bool Succeeded => Policy.Passed || Override;

    /// <summary>Reads a record.</summary>
    public static ActionRecord Read(JsonFields root) => new()
    {
        ActionId = root.Text("action_id"),
        Action = root.Text("action"),
        Actor = root.Text("actor"),
        ReleaseId = root.Text("release_id"),
        AgentId = root.Text("agent_id"),
        Environment = root.Text("environment"),
        Reason = root.Text("reason"),
        Policy = GateResult.Read(root.Object("policy")),
        BaselineReleaseId = root.TextOrNull("baseline_release_id"),
        CreatedAt = root.Time("created_at").Instant,
        AuditSeq = root.Count("audit_seq"),
        Override = root.Flag("override", false),
    };

    /// <summary>Writes the whole record.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject()
            .Field("action_id", ActionId)
            .Field("action", Action)
            .Field("actor", Actor)
            .Field("release_id", ReleaseId)
            .Field("agent_id", AgentId)
            .Field("environment", Environment)
            .Field("reason", Reason)
            .Name("policy");
        Policy.Write(json);
        json.Field("baseline_release_id", BaselineReleaseId)
            .Field("created_at", WireTime.Record(CreatedAt))
            .Field("audit_seq", AuditSeq)
            .Field("override", Override)
            .CloseObject();
    }

    /// <summary>Writes the record as it appears in the list of actions.</summary>
    public void WriteListed(JsonText json)
    {
        json.OpenObject()
            .Field("action_id", ActionId)
            .Field("action", Action)
            .Field("release_id", ReleaseId)
            .Field("agent_id", AgentId)
            .Field("environment", Environment)
            .Field("baseline_release_id", BaselineReleaseId)
            .Field("reason", Reason)
            .Field("policy_passed", Policy.Passed)
            .Field("policy_reasons", Policy.Reasons)
            .Field("created_at", WireTime.Record(CreatedAt))
            .Field("audit_seq", AuditSeq);
        CloseWithOverride(json);
    }

    /// <summary>Writes the record as the answer to the action.</summary>
    public void WriteOutcome(JsonText json)
    {
        json.OpenObject()
            .Field("action_id", ActionId)
            .Field("action", Action)
            .Field("release_id", ReleaseId)
            .Field("agent_id", AgentId)
            .Field("environment", Environment)
            .Field("baseline_release_id", BaselineReleaseId)
            .Field("promoted_pointer_changed", Succeeded)
            .Name("policy");
        Policy.Write(json);
        CloseWithOverride(json);
    }

    /// <summary>Closes the object. The original has no override, so the member is written only if there was one.</summary>
    private void CloseWithOverride(JsonText json)
    {
        if (Override)
        {
            json.Field("override", true);
        }

        json.CloseObject();
    }
}
