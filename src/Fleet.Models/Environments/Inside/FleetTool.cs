using System.Collections;

namespace Fleet;

/// <summary>A tool that an instance offers to agents.</summary>
public sealed record FleetTool
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The display name, if there is one.</summary>
    public string? Title { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema of its arguments.</summary>
    public IDictionary? InputSchema { get; init; }

    /// <summary>The JSON schema of its structured result, if it has one.</summary>
    public IDictionary? OutputSchema { get; init; }

    /// <summary>True if the tool declares that it changes nothing.</summary>
    public bool? IsReadOnly { get; init; }

    /// <summary>True if the tool declares that it may be destructive.</summary>
    public bool? IsDestructive { get; init; }

    /// <summary>The names of its arguments, mandatory ones first.</summary>
    public string[] Arguments
    {
        get
        {
            string[] all = [.. (InputSchema?["properties"] as IDictionary)?.Keys.OfType<string>() ?? []];
            return [.. all.OrderBy(name => RequiredArguments.Contains(name) ? 0 : 1)];
        }
    }

    /// <summary>The names of the mandatory arguments.</summary>
    public string[] RequiredArguments => [.. (InputSchema?["required"] as object[])?.OfType<string>() ?? []];

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
