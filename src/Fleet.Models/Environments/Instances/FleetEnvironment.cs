using System.Collections;

namespace Fleet;

/// <summary>An application of the catalog that instances can be made of.</summary>
public sealed record FleetEnvironment
{
    /// <summary>The key, for example <c>helpdesk</c>.</summary>
    public string EnvKey { get; init; } = "";

    /// <summary>The name people use.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the application is.</summary>
    public string? Description { get; init; }

    /// <summary>The version taken when none is named.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>The versions there are, by name; names and values are strings.</summary>
    public IDictionary Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment's key.</summary>
    /// <returns><see cref="EnvKey"/>.</returns>
    public override string ToString() => EnvKey;
}
