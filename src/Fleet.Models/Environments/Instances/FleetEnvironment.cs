using System.Collections;

namespace Fleet;

/// <summary>An application in the catalog, from which instances are created.</summary>
public sealed record FleetEnvironment
{
    /// <summary>The key, for example <c>helpdesk</c>.</summary>
    public string EnvKey { get; init; } = "";

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The description of the application.</summary>
    public string? Description { get; init; }

    /// <summary>The version used when none is named.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>The available versions, by name; names and values are strings.</summary>
    public IDictionary Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment's key.</summary>
    /// <returns><see cref="EnvKey"/>.</returns>
    public override string ToString() => EnvKey;
}
