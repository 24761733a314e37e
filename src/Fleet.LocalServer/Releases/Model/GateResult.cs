using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>What a policy said about a release.</summary>
/// <param name="Passed">Whether it may pass.</param>
/// <param name="Reasons">Why not; on a first promotion, why no check was made.</param>
/// <param name="EvaluatedAt">When.</param>
internal sealed record GateResult(bool Passed, IReadOnlyList<string> Reasons, long EvaluatedAt)
{
    /// <summary>The reason on a first promotion, when there is nothing to compare with.</summary>
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
