using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>A registered release.</summary>
internal sealed record ReleaseRecord(string ReleaseId, string Environment, string Checksum, ReleaseArtifact Artifact, long CreatedAt)
{
    /// <summary>Reads a record.</summary>
    public static ReleaseRecord Read(JsonElement root)
    {
        ReleaseArtifact artifact = ReleaseArtifact.Read(root.GetProperty("artifact_json"));
        return SettingsDocument.Read(root, nameof(ReleaseRecord), fields => new ReleaseRecord(
            fields.Text("release_id"), fields.Text("environment"), fields.Text("checksum"), artifact, fields.Time("created_at").Instant));
    }

    /// <summary>Writes the record with its artifact.</summary>
    public void Write(JsonText json)
    {
        WriteHead(json.OpenObject());
        json.Name("artifact_json").Raw(Artifact.Json.Span).Field("created_at", WireTime.Record(CreatedAt)).CloseObject();
    }

    /// <summary>Writes the record as it appears in lists.</summary>
    public void WriteSummary(JsonText json)
    {
        WriteHead(json.OpenObject());
        json.Field("created_at", WireTime.Record(CreatedAt)).CloseObject();
    }

    private void WriteHead(JsonText json) => json
        .Field("release_id", ReleaseId)
        .Field("agent_id", Artifact.AgentId)
        .Field("version", Artifact.Version)
        .Field("environment", Environment)
        .Field("checksum", Checksum);
}
