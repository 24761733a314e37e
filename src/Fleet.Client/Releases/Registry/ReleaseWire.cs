using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>Reads releases.</summary>
internal static class ReleaseWire
{
    private static readonly JsonFields s_release = JsonFields.Of<ReleaseField>();

    private enum ReleaseField
    {
        ReleaseId,
        AgentId,
        Version,
        Environment,
        Checksum,
        CreatedAt,
        Artifact,
        ArtifactJson,
    }

    public static JsonListShape<FleetRelease> Releases { get; } = new("releases", static (ref json) => json.Object(Release));

    public static FleetRelease Release(ref JsonCursor json)
    {
        string? releaseId = null, agentId = null, version = null, environment = null, checksum = null;
        DateTimeOffset? createdAt = null;
        OrderedDictionary<string, object?>? artifact = null;
        int next = 0;
        while (json.Field(s_release, ref next) is >= 0 and int field)
        {
            switch ((ReleaseField)field)
            {
                case ReleaseField.ReleaseId:
                    releaseId = json.Text();
                    break;
                case ReleaseField.AgentId:
                    agentId = json.Text();
                    break;
                case ReleaseField.Version:
                    version = json.Text();
                    break;
                case ReleaseField.Environment:
                    environment = json.Text();
                    break;
                case ReleaseField.Checksum:
                    checksum = json.Text();
                    break;
                case ReleaseField.CreatedAt:
                    createdAt = json.Time();
                    break;
                case ReleaseField.Artifact or ReleaseField.ArtifactJson:
                    artifact = json.FreeObject();
                    break;
            }
        }

        return new FleetRelease
        {
            ReleaseId = json.Need(releaseId, "release_id"),
            AgentId = json.Need(agentId, "agent_id"),
            Version = json.Need(version, "version"),
            Environment = environment ?? "",
            Checksum = json.Need(checksum, "checksum"),
            CreatedAt = json.Need(createdAt, "created_at"),
            Artifact = artifact,
        };
    }
}
