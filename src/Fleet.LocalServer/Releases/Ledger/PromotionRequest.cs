using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>A promotion that somebody asked for and that waits for a confirmation.</summary>
internal sealed record PromotionRequest
{
    public const string Pending = "pending";

    public const string Completed = "completed";

    /// <summary>Somebody said no. Not in the original.</summary>
    public const string Denied = "denied";

    /// <summary>Nobody said anything in time. Not in the original.</summary>
    public const string Expired = "expired";

    public required string RequestId { get; init; }

    public required string ReleaseId { get; init; }

    public required string AgentId { get; init; }

    public required string Environment { get; init; }

    public required string Window { get; init; }

    public required string Reason { get; init; }

    public required string Actor { get; init; }

    public required string? BaselineReleaseId { get; init; }

    public required GateResult Policy { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>When it can no longer be confirmed; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>What became of it; null while nothing has.</summary>
    public RequestResolution? Resolution { get; init; }

    /// <summary>Reads a request as the ledger holds it.</summary>
    public static PromotionRequest Read(JsonFields root) => new()
    {
        RequestId = root.Text("request_id"),
        ReleaseId = root.Text("release_id"),
        AgentId = root.Text("agent_id"),
        Environment = root.Text("environment"),
        Window = root.Text("window"),
        Reason = root.Text("reason"),
        Actor = root.Text("actor"),
        BaselineReleaseId = root.TextOrNull("baseline_release_id"),
        Policy = GateResult.Read(root.Object("policy")),
        CreatedAt = root.Time("created_at").Instant,
        ExpiresAt = root.TimeOrNull("expires_at")?.Instant,
    };

    /// <summary>Its status at a time.</summary>
    public string StatusAt(long now) => Resolution?.Status ?? (ExpiresAt <= now ? Expired : Pending);

    /// <summary>Writes the request as the ledger holds it.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Field("request_id", RequestId);
        WriteMiddle(json);
        json.Field("created_at", WireTime.Record(CreatedAt))
            .Field("expires_at", ExpiresAt is { } at ? WireTime.Record(at) : null)
            .CloseObject();
    }

    /// <summary>Writes the request as the list of requests shows it.</summary>
    public void WriteListed(JsonText json, long now)
    {
        string status = StatusAt(now);
        long? resolvedAt = Resolution?.ResolvedAt ?? (status == Expired ? ExpiresAt : null);
        json.OpenObject().Field("request_id", RequestId).Field("status", status);
        WriteMiddle(json);
        json.Field("created_at", WireTime.Record(CreatedAt))
            .Field("resolved_at", resolvedAt is { } at ? WireTime.Record(at) : null)
            .Field("completed_action_id", Resolution?.ActionId);

        // What the original does not know is shown only where it is used.
        if (ExpiresAt is { } expires)
        {
            json.Field("expires_at", WireTime.Record(expires));
        }

        if (Resolution is { Status: Denied } denied)
        {
            json.Field("denied_by", denied.Actor).Field("denial_reason", denied.Reason);
        }

        json.CloseObject();
    }

    /// <summary>Writes the request as the answer to it shows it.</summary>
    public void WriteCreated(JsonText json)
    {
        json.OpenObject()
            .Field("request_id", RequestId)
            .Field("status", Pending)
            .Field("release_id", ReleaseId)
            .Field("agent_id", AgentId)
            .Field("environment", Environment)
            .Field("window", Window)
            .Field("baseline_release_id", BaselineReleaseId)
            .Name("policy");
        Policy.Write(json);
        json.Field("created_at", WireTime.Record(CreatedAt));
        if (ExpiresAt is { } expires)
        {
            json.Field("expires_at", WireTime.Record(expires));
        }

        json.CloseObject();
    }

    private void WriteMiddle(JsonText json)
    {
        json.Field("release_id", ReleaseId)
            .Field("agent_id", AgentId)
            .Field("environment", Environment)
            .Field("window", Window)
            .Field("reason", Reason)
            .Field("actor", Actor)
            .Field("baseline_release_id", BaselineReleaseId)
            .Name("policy");
        Policy.Write(json);
    }
}

/// <summary>What became of a request.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Status"><c>completed</c> or <c>denied</c>; an imported ledger may hold another word.</param>
/// <param name="ResolvedAt">When; an imported ledger may not say.</param>
/// <param name="ActionId">The promotion that completed it.</param>
/// <param name="Actor">Who confirmed or denied it; null when an imported ledger does not say.</param>
/// <param name="Reason">Why.</param>
internal sealed record RequestResolution(string RequestId, string Status, long? ResolvedAt, string? ActionId, string? Actor, string? Reason)
{
    /// <summary>Reads a resolution.</summary>
    public static RequestResolution Read(JsonFields root) => new(
        root.Text("request_id"),
        root.Text("status"),
        root.TimeOrNull("resolved_at")?.Instant,
        root.TextOrNull("completed_action_id"),
        root.TextOrNull("actor"),
        root.TextOrNull("reason"));

    /// <summary>Writes the resolution.</summary>
    public void Write(JsonText json) => json.OpenObject()
        .Field("request_id", RequestId)
        .Field("status", Status)
        .Field("resolved_at", ResolvedAt is { } at ? WireTime.Record(at) : null)
        .Field("completed_action_id", ActionId)
        .Field("actor", Actor)
        .Field("reason", Reason)
        .CloseObject();
}
