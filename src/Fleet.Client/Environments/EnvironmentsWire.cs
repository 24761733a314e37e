using System.Collections.ObjectModel;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads environments, regions and accounts.</summary>
internal static class EnvironmentsWire
{
    private static readonly JsonFields s_environment = JsonFields.Of<EnvironmentField>();
    private static readonly JsonFields s_account = JsonFields.Of<AccountField>();

    private enum EnvironmentField
    {
        EnvKey,
        Name,
        Description,
        DefaultVersion,
        Versions,
    }

    private enum AccountField
    {
        TeamId,
        TeamName,
        InstanceLimit,
        InstanceCount,
        ProfileId,
        ProfileName,
    }

    public static JsonListShape<FleetEnvironment> Environments { get; } = new("environments", static (ref json) => json.Object(Environment));

    public static JsonListShape<FleetRegion> Regions { get; } =
        new("regions", static (ref json) => json.Text() is { } name ? new FleetRegion { Region = name } : null);

    public static FleetEnvironment Environment(ref JsonCursor json)
    {
        string? envKey = null, name = null, description = null, defaultVersion = null;
        OrderedDictionary<string, object?>? versions = null;
        int next = 0;
        while (json.Field(s_environment, ref next) is >= 0 and int field)
        {
            switch ((EnvironmentField)field)
            {
                case EnvironmentField.EnvKey:
                    envKey = json.Text();
                    break;
                case EnvironmentField.Name:
                    name = json.Text();
                    break;
                case EnvironmentField.Description:
                    description = json.Text();
                    break;
                case EnvironmentField.DefaultVersion:
                    defaultVersion = json.Text();
                    break;
                case EnvironmentField.Versions:
                    versions = json.FreeObject();
                    break;
            }
        }

        envKey = json.Need(envKey, "env_key");
        return new FleetEnvironment
        {
            EnvKey = envKey,
            Name = name ?? envKey,
            Description = description,
            DefaultVersion = defaultVersion,
            Versions = new ReadOnlyDictionary<string, string>(
                new OrderedDictionary<string, string>(
                    (versions ?? []).Select(static version => KeyValuePair.Create(version.Key, version.Value?.ToString() ?? "")))),
        };
    }

    public static FleetAccount Account(ref JsonCursor json)
    {
        string? teamId = null, teamName = null, profileId = null, profileName = null;
        int? limit = null, count = null;
        int next = 0;
        while (json.Field(s_account, ref next) is >= 0 and int field)
        {
            switch ((AccountField)field)
            {
                case AccountField.TeamId:
                    teamId = json.Text();
                    break;
                case AccountField.TeamName:
                    teamName = json.Text();
                    break;
                case AccountField.InstanceLimit:
                    limit = json.Int32();
                    break;
                case AccountField.InstanceCount:
                    count = json.Int32();
                    break;
                case AccountField.ProfileId:
                    profileId = json.Text();
                    break;
                case AccountField.ProfileName:
                    profileName = json.Text();
                    break;
            }
        }

        return new FleetAccount
        {
            TeamId = json.Need(teamId, "team_id"),
            TeamName = json.Need(teamName, "team_name"),
            InstanceLimit = json.Need(limit, "instance_limit"),
            InstanceCount = json.Need(count, "instance_count"),
            ProfileId = profileId,
            ProfileName = profileName,
        };
    }
}
