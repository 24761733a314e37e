using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>A request for a promotion, which another call has to confirm.</summary>
internal sealed record PromotionRequest
{
    public const string Pending = "pending";

    public const string Completed = "completed";

    /// <summary>The status of a request that was denied. Not in the original.</summary>
    public const string Denied = "denied";

    /// <summary>The status of a request that nobody resolved in time. Not in the original.</summary>
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

    /// <summary>The time after which it can no longer be confirmed; null for none.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Its resolution; null while it is open.</summary>
    public RequestResolution? Resolution { get; init; }

    /// <summary>Reads a request as stored in the ledger.</summary>
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

    /// <summary>The status at a given time.</summary>
    public string StatusAt(long now) => Resolution?.Status ?? (ExpiresAt <= now ? Expired : Pending);

    /// <summary>Writes the request as stored in the ledger.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Field("request_id", RequestId);
        WriteMiddle(json);
        json.Field("created_at", WireTime.Record(CreatedAt))
            .Field("expires_at", ExpiresAt is { } at ? WireTime.Record(at) : null)
            .CloseObject();
    }

    /// <summary>Writes the request as it appears in the list of requests.</summary>
    public void WriteListed(JsonText json, long now)
    {
        string status = StatusAt(now);
        long? resolvedAt = Resolution?.ResolvedAt ?? (status == Expired ? ExpiresAt : null);
        json.OpenObject().Field("request_id", RequestId).Field("status", status);
        WriteMiddle(json);
        json.Field("created_at", WireTime.Record(CreatedAt))
            .Field("resolved_at", resolvedAt is { } at ? WireTime.Record(at) : null)
            .Field("completed_action_id", Resolution?.ActionId);

        // Members that the original lacks are written only where they are used.
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

    /// <summary>Writes the request as the answer to its creation.</summary>
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

/// <summary>The resolution of a request.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Status"><c>completed</c> or <c>denied</c>; an imported ledger may have another status.</param>
/// <param name="ResolvedAt">The time; null if an imported ledger lacks it.</param>
/// <param name="ActionId">The promotion that completed it.</param>
/// <param name="Actor">The person who confirmed or denied it; null if an imported ledger lacks it.</param>
/// <param name="Reason">The reason given.</param>
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
