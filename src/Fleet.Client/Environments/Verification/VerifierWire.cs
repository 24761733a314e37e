using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads verifiers.</summary>
internal static class VerifierWire
{
    /// <summary>Reads a verifier as the service returns it by itself.</summary>
    public static FleetVerifier? Verifier(ref JsonCursor json) =>
        FreeFields.Read(ref json, static (fields, faults) => Verifier(new FreeFields(fields, "", faults)));

    /// <summary>Reads a verifier as a part of something else.</summary>
    public static FleetVerifier Verifier(FreeFields fields) => new()
    {
        VerifierId = fields.Text("verifier_id") ?? "",
        Key = fields.Text("key") ?? "",
        Version = fields.Int32("version"),
        Sha256 = fields.Text("sha256"),
        Code = fields.Text("code"),
        Comment = fields.Text("comment"),
        CreatedAt = fields.Time("created_at"),
    };
}
