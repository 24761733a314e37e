using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>A change of policy.</summary>
internal sealed record PolicyChange(GatePolicy Policy, string Actor, string? Reason, long UpdatedAt)
{
    /// <summary>Reads a change.</summary>
    public static PolicyChange Read(JsonFields root) =>
        new(GatePolicy.Read(root.Object("policy")), root.Text("actor"), root.TextOrNull("reason"), root.Time("updated_at").Instant);

    /// <summary>Writes the change.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Name("policy");
        Policy.Write(json);
        json.Field("actor", Actor).Field("reason", Reason).Field("updated_at", WireTime.Record(UpdatedAt)).CloseObject();
    }
}
