using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>
/// The file <c>environment.json</c> of an environment folder. Its members are settable rather than init-only: the JSON source generator keeps the
/// defaults of those alone.
/// </summary>
internal sealed record EnvironmentFile
{
    [JsonRequired]
    public string EnvKey { get; set; } = "";

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? DefaultVersion { get; set; }

    public string? ProjectKey { get; set; }

    /// <summary>SQL that is run before every seed, where a version has no schema of its own.</summary>
    public string? Schema { get; set; }

    /// <summary>The folder of files that instances start with, where a version has none of its own.</summary>
    public string? Files { get; set; }

    [JsonRequired]
    public Dictionary<string, EnvironmentFileVersion> Versions { get; set => field = value ?? []; } = [];
}

/// <summary>One version of an environment.</summary>
internal sealed record EnvironmentFileVersion
{
    /// <summary>SQL that is run before every seed.</summary>
    public string? Schema { get; set; }

    /// <summary>The folder of files that instances start with.</summary>
    public string? Files { get; set; }

    /// <summary>Data key to data version to seed file.</summary>
    public Dictionary<string, Dictionary<string, string>> Data { get; set => field = value ?? []; } = [];

    /// <summary>The data key of an instance that names none.</summary>
    public string? DefaultData { get; set; }
}
