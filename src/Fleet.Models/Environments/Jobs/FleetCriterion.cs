using System.Collections;

namespace Fleet;

/// <summary>One thing that a submission is judged by.</summary>
public sealed record FleetCriterion
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The most points. Unset, it is the highest of <see cref="Levels"/>.</summary>
    public int? MaxScore { get; init; }

    /// <summary>What is looked at.</summary>
    public string? Description { get; init; }

    /// <summary>What a number of points stands for: the points, and the text.</summary>
    public IDictionary? Levels { get; init; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
