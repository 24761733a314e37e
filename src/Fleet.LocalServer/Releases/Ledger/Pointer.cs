using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>The promoted release of an agent in an environment.</summary>
internal sealed record Pointer(string AgentId, string Environment, string ReleaseId, long PromotedAt)
{
    /// <summary>Reads a pointer.</summary>
    public static Pointer Read(JsonFields root) =>
        new(root.Text("agent_id"), root.Text("environment"), root.Text("release_id"), root.Time("promoted_at").Instant);

    /// <summary>Writes the pointer.</summary>
    public void Write(JsonText json) => json.OpenObject()
        .Field("agent_id", AgentId)
        .Field("environment", Environment)
        .Field("release_id", ReleaseId)
        .Field("promoted_at", WireTime.Record(PromotedAt))
        .CloseObject();
}
