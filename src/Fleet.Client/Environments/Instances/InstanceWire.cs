using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads instances, and writes requests to create them.</summary>
internal static class InstanceWire
{
    private static readonly JsonFields s_instance = JsonFields.Of<InstanceField>();
    private static readonly JsonFields s_urls = JsonFields.Of<UrlField>();
    private static readonly JsonFields s_manager = JsonFields.Of<ManagerField>();

    private enum InstanceField
    {
        InstanceId,
        EnvKey,
        Version,
        Status,
        Subdomain,
        CreatedAt,
        UpdatedAt,
        TerminatedAt,
        TerminationReason,
        TeamId,
        Region,
        EnvVariables,
        DataKey,
        DataVersion,
        Urls,
        Health,
        RunId,
        ProfileId,
        HeartbeatInterval,
        HeartbeatRegion,
        MultiEnvList,
    }

    private enum UrlField
    {
        Root,
        App,
        Api,
        Health,
        ApiDocs,
        Manager,
    }

    private enum ManagerField
    {
        Api,
        Docs,
        Reset,
        Diff,
        Snapshot,
        ExecuteVerifierFunction,
        ExecuteVerifierFunctionWithUpload,
    }

    public static JsonListShape<FleetInstance> Instances { get; } = new("instances", static (ref json) => json.Object(Instance), s_instance.Count);

    public static FleetInstance Instance(ref JsonCursor json)
    {
        string? instanceId = null, envKey = null, version = null, status = null, subdomain = null, reason = null, teamId = null, region = null;
        string? dataKey = null, dataVersion = null, runId = null, profileId = null, heartbeatRegion = null;
        DateTimeOffset? created = null, updated = null, terminated = null;
        OrderedDictionary<string, object?>? variables = null;
        FleetInstanceUrls? urls = null;
        TimeSpan? interval = null;
        string[]? multiEnvList = null;
        bool? health = null;
        int next = 0;
        while (json.Field(s_instance, ref next) is >= 0 and int field)
        {
            switch ((InstanceField)field)
            {
                case InstanceField.InstanceId:
                    instanceId = json.Text();
                    break;
                case InstanceField.EnvKey:
                    envKey = json.SharedText(field);
                    break;
                case InstanceField.Version:
                    version = json.SharedText(field);
                    break;
                case InstanceField.Status:
                    status = json.SharedText(field);
                    break;
                case InstanceField.Subdomain:
                    subdomain = json.Text();
                    break;
                case InstanceField.CreatedAt:
                    created = json.Time();
                    break;
                case InstanceField.UpdatedAt:
                    updated = json.Time();
                    break;
                case InstanceField.TerminatedAt:
                    terminated = json.Time();
                    break;
                case InstanceField.TerminationReason:
                    reason = json.SharedText(field);
                    break;
                case InstanceField.TeamId:
                    teamId = json.SharedText(field);
                    break;
                case InstanceField.Region:
                    region = json.SharedText(field);
                    break;
                case InstanceField.EnvVariables:
                    variables = json.FreeObject();
                    break;
                case InstanceField.DataKey:
                    dataKey = json.SharedText(field);
                    break;
                case InstanceField.DataVersion:
                    dataVersion = json.SharedText(field);
                    break;
                case InstanceField.Urls:
                    urls = json.Repeated(Urls);
                    break;
                case InstanceField.Health:
                    health = json.Bool();
                    break;
                case InstanceField.RunId:
                    runId = json.SharedText(field);
                    break;
                case InstanceField.ProfileId:
                    profileId = json.SharedText(field);
                    break;
                case InstanceField.HeartbeatInterval:
                    interval = json.Duration(TimeSpan.FromSeconds(1));
                    break;
                case InstanceField.HeartbeatRegion:
                    heartbeatRegion = json.SharedText(field);
                    break;
                case InstanceField.MultiEnvList:
                    multiEnvList = json.Texts();
                    break;
            }
        }

        return new FleetInstance
        {
            InstanceId = json.Need(instanceId, "instance_id"),
            EnvKey = json.Need(envKey, "env_key"),
            Version = version,
            Status = json.Need(status, "status"),
            Subdomain = subdomain,
            CreatedAt = created,
            UpdatedAt = updated,
            TerminatedAt = terminated,
            TerminationReason = reason,
            TeamId = teamId,
            Region = region,
            EnvVariables = variables,
            DataKey = dataKey,
            DataVersion = dataVersion,
            Urls = urls,
            Health = health,
            RunId = runId,
            ProfileId = profileId,
            HeartbeatInterval = interval,
            HeartbeatRegion = heartbeatRegion,
            MultiEnvList = multiEnvList,
        };
    }

    /// <summary>Writes the body that creates an instance: the original's fields in the original's order.</summary>
    public static ReadOnlyMemory<byte> Body(FleetInstanceRequest request)
    {
        (string envKey, string? envVersion) = SplitVersion(FleetCheck.Filled(request.EnvKey, nameof(request.EnvKey)));
        FleetCheck.Filled(envKey, nameof(request.EnvKey));
        (string? dataKey, string? dataVersion) = FleetCheck.Filter(request.DataKey, nameof(request.DataKey)) is { } data
            ? SplitVersion(data)
            : default((string?, string?));
        using JsonBody body = new();
        body.Add("env_key", envKey)
            .Add("env_version", envVersion)
            .Add("data_key", dataKey)
            .Add("data_version", dataVersion)
            .Add("region", FleetCheck.Filter(request.Region, nameof(request.Region)))
            .Add("run_id", FleetCheck.Filter(request.RunId, nameof(request.RunId)));
        if (request.EnvVariables is { } variables)
        {
            body.AddPlain("env_variables", FreeValue.Plain(variables, nameof(request.EnvVariables)));
        }

        return body
            .Add("image_type", FleetCheck.Filter(request.ImageType, nameof(request.ImageType)))
            .Add("created_from", "sdk")
            .Add("ttl_seconds", FleetCheck.Seconds(request.Ttl, nameof(request.Ttl), 1))
            .Add("heartbeat_interval", FleetCheck.Seconds(request.HeartbeatInterval, nameof(request.HeartbeatInterval), 30, 3600))
            .Finish();
    }

    // Splits at the first colon, and puts a v before a version that starts with a digit.
    private static (string Key, string? Version) SplitVersion(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (text, null);
        }

        string version = text[(colon + 1)..];
        return (text[..colon], version.Length > 0 && char.IsDigit(version[0]) ? "v" + version : version);
    }

    private static FleetInstanceUrls Urls(ref JsonCursor json)
    {
        Uri? root = null;
        AddressBelow api = default, health = default, apiDocs = default;
        Uri[]? app = null;
        FleetManagerUrls? manager = null;
        int next = 0;
        while (json.Field(s_urls, ref next) is >= 0 and int field)
        {
            switch ((UrlField)field)
            {
                case UrlField.Root:
                    json.Root = root = json.Address();
                    break;
                case UrlField.App:
                    app = json.Addresses();
                    break;
                case UrlField.Api:
                    api = json.Below();
                    break;
                case UrlField.Health:
                    health = json.Below();
                    break;
                case UrlField.ApiDocs:
                    apiDocs = json.Below();
                    break;
                case UrlField.Manager:
                    manager = json.Object(Manager);
                    break;
            }
        }

        return new FleetInstanceUrls { Root = root, App = app ?? [], ApiAddress = api, HealthAddress = health, ApiDocsAddress = apiDocs, Manager = manager };
    }

    private static FleetManagerUrls Manager(ref JsonCursor json)
    {
        AddressBelow api = default, docs = default, reset = default, diff = default, snapshot = default, execute = default, executeUpload = default;
        int next = 0;
        while (json.Field(s_manager, ref next) is >= 0 and int field)
        {
            AddressBelow address = json.Below();
            switch ((ManagerField)field)
            {
                case ManagerField.Api:
                    api = address;
                    break;
                case ManagerField.Docs:
                    docs = address;
                    break;
                case ManagerField.Reset:
                    reset = address;
                    break;
                case ManagerField.Diff:
                    diff = address;
                    break;
                case ManagerField.Snapshot:
                    snapshot = address;
                    break;
                case ManagerField.ExecuteVerifierFunction:
                    execute = address;
                    break;
                case ManagerField.ExecuteVerifierFunctionWithUpload:
                    executeUpload = address;
                    break;
            }
        }

        return new FleetManagerUrls
        {
            ApiAddress = api,
            DocsAddress = docs,
            ResetAddress = reset,
            DiffAddress = diff,
            SnapshotAddress = snapshot,
            ExecuteVerifierFunctionAddress = execute,
            ExecuteVerifierFunctionWithUploadAddress = executeUpload,
        };
    }
}
