using System.Collections;

namespace Fleet;

/// <summary>A tool that an instance offers to agents.</summary>
public sealed record FleetTool
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name for people, where there is one.</summary>
    public string? Title { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema of its arguments.</summary>
    public IDictionary? InputSchema { get; init; }

    /// <summary>The JSON schema of its structured result, where it has one.</summary>
    public IDictionary? OutputSchema { get; init; }

    /// <summary>Whether it says that it changes nothing.</summary>
    public bool? IsReadOnly { get; init; }

    /// <summary>Whether it says that it may destroy something.</summary>
    public bool? IsDestructive { get; init; }

    /// <summary>The names of its arguments; those that must be given come first.</summary>
    public string[] Arguments
    {
        get
        {
            string[] all = [.. (InputSchema?["properties"] as IDictionary)?.Keys.OfType<string>() ?? []];
            return [.. all.OrderBy(name => RequiredArguments.Contains(name) ? 0 : 1)];
        }
    }

    /// <summary>The names of the arguments that must be given.</summary>
    public string[] RequiredArguments => [.. (InputSchema?["required"] as object[])?.OfType<string>() ?? []];

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
