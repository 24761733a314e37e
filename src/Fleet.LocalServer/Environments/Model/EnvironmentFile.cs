using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>
/// The contents of an environment folder's <c>environment.json</c>. The properties are settable rather than init-only because the JSON source
/// generator drops the defaults of init-only ones.
/// </summary>
internal sealed record EnvironmentFile
{
    [JsonRequired]
    public string EnvKey { get; set; } = "";

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? DefaultVersion { get; set; }

    public string? ProjectKey { get; set; }

    /// <summary>SQL to run before every seed, for versions that have no schema of their own.</summary>
    public string? Schema { get; set; }

    /// <summary>The folder of files that instances start with, for versions that have none of their own.</summary>
    public string? Files { get; set; }

    [JsonRequired]
    public Dictionary<string, EnvironmentFileVersion> Versions { get; set => field = value ?? []; } = [];
}

/// <summary>One version of an environment.</summary>
internal sealed record EnvironmentFileVersion
{
    /// <summary>SQL to run before every seed.</summary>
    public string? Schema { get; set; }

    /// <summary>The folder of files that instances start with.</summary>
    public string? Files { get; set; }

    /// <summary>Maps data keys to data versions, and those to seed files.</summary>
    public Dictionary<string, Dictionary<string, string>> Data { get; set => field = value ?? []; } = [];

    /// <summary>The data key for instances that do not specify one.</summary>
    public string? DefaultData { get; set; }
}
