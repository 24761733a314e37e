using System.Collections.ObjectModel;
using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>Reads what the environments service answers, tasks and verifications apart.</summary>
internal static class EnvironmentsWire
{
    private static readonly JsonFields s_environment = JsonFields.Of<EnvironmentField>();
    private static readonly JsonFields s_run = JsonFields.Of<RunField>();
    private static readonly JsonFields s_account = JsonFields.Of<AccountField>();
    private static readonly JsonFields s_heartbeat = JsonFields.Of<HeartbeatField>();

    private enum EnvironmentField
    {
        EnvKey,
        Name,
        Description,
        DefaultVersion,
        Versions,
    }

    private enum RunField
    {
        RunId,
        RunningCount,
        TotalCount,
        FirstCreatedAt,
        LastCreatedAt,
        ProfileId,
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

    private enum HeartbeatField
    {
        Success,
        InstanceId,
        LastHeartbeat,
        DeadlineTimestamp,
        IntervalSeconds,
    }

    public static JsonListShape<FleetEnvironment> Environments { get; } = new("environments", static (ref json) => json.Object(Environment));

    public static JsonListShape<FleetRegion> Regions { get; } = new("regions", static (ref json) => json.Text() is { } name ? new FleetRegion { Region = name } : null);

    public static JsonListShape<FleetRun> Runs { get; } = new("runs", static (ref json) => json.Object(Run));

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
                new OrderedDictionary<string, string>((versions ?? []).Select(static version => KeyValuePair.Create(version.Key, version.Value?.ToString() ?? "")))),
        };
    }

    public static FleetRun Run(ref JsonCursor json)
    {
        string? runId = null, profileId = null;
        int? running = null, total = null;
        DateTimeOffset? first = null, last = null;
        int next = 0;
        while (json.Field(s_run, ref next) is >= 0 and int field)
        {
            switch ((RunField)field)
            {
                case RunField.RunId:
                    runId = json.Text();
                    break;
                case RunField.RunningCount:
                    running = json.Int32();
                    break;
                case RunField.TotalCount:
                    total = json.Int32();
                    break;
                case RunField.FirstCreatedAt:
                    first = json.Time();
                    break;
                case RunField.LastCreatedAt:
                    last = json.Time();
                    break;
                case RunField.ProfileId:
                    profileId = json.Text();
                    break;
            }
        }

        return new FleetRun
        {
            RunId = json.Need(runId, "run_id"),
            RunningCount = json.Need(running, "running_count"),
            TotalCount = json.Need(total, "total_count"),
            FirstCreatedAt = first,
            LastCreatedAt = last,
            ProfileId = profileId,
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

    public static FleetHeartbeat Heartbeat(ref JsonCursor json)
    {
        bool? success = null;
        string? instanceId = null;
        DateTimeOffset? last = null, deadline = null;
        TimeSpan? interval = null;
        int next = 0;
        while (json.Field(s_heartbeat, ref next) is >= 0 and int field)
        {
            switch ((HeartbeatField)field)
            {
                case HeartbeatField.Success:
                    success = json.Bool();
                    break;
                case HeartbeatField.InstanceId:
                    instanceId = json.Text();
                    break;
                case HeartbeatField.LastHeartbeat:
                    last = json.Time();
                    break;
                case HeartbeatField.DeadlineTimestamp:
                    deadline = json.Time();
                    break;
                case HeartbeatField.IntervalSeconds:
                    interval = json.Duration(TimeSpan.FromSeconds(1));
                    break;
            }
        }

        return new FleetHeartbeat
        {
            Success = json.Need(success, "success"),
            InstanceId = json.Need(instanceId, "instance_id"),
            LastHeartbeat = last,
            Deadline = deadline,
            Interval = interval,
        };
    }
}
