using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The outcome of a policy check.</summary>
/// <param name="Passed">True if the release passes.</param>
/// <param name="Reasons">The reasons against it; on a first promotion, the reason why nothing was checked.</param>
/// <param name="EvaluatedAt">The time of the check.</param>
internal sealed record GateResult(bool Passed, IReadOnlyList<string> Reasons, long EvaluatedAt)
{
    /// <summary>The reason given on a first promotion, which has nothing to compare with.</summary>
    public const string First = "first promotion: no promoted baseline for agent/environment";

    /// <summary>Reads a result.</summary>
    public static GateResult Read(JsonFields root) => new(root.Flag("passed", false), root.Texts("reasons"), root.Time("evaluated_at").Instant);

    /// <summary>Writes the result.</summary>
    public void Write(JsonText json) => json.OpenObject()
        .Field("passed", Passed)
        .Field("reasons", Reasons)
        .Field("evaluated_at", WireTime.Zulu(EvaluatedAt))
        .CloseObject();
}
