using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Catalog;

/// <summary>The file <c>environment.json</c> of an environment folder.</summary>
internal sealed record EnvironmentFile
{
    [JsonRequired]
    public string EnvKey { get; init; } = "";

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? DefaultVersion { get; init; }

    public string? ProjectKey { get; init; }

    /// <summary>SQL that is run before every seed, where a version has no schema of its own.</summary>
    public string? Schema { get; init; }

    [JsonRequired]
    public Dictionary<string, EnvironmentFileVersion> Versions { get; init; } = [];
}

/// <summary>One version of an environment.</summary>
internal sealed record EnvironmentFileVersion
{
    /// <summary>SQL that is run before every seed.</summary>
    public string? Schema { get; init; }

    /// <summary>Data key to data version to seed file.</summary>
    public Dictionary<string, Dictionary<string, string>> Data { get; init; } = [];

    /// <summary>The data key of an instance that names none.</summary>
    public string? DefaultData { get; init; }
}
