using System.Collections;

namespace Fleet;

/// <summary>One criterion that a submission is judged by.</summary>
public sealed record FleetCriterion
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The most points, by default the highest of <see cref="Levels"/>.</summary>
    public int? MaxScore { get; init; }

    /// <summary>The aspect that is judged.</summary>
    public string? Description { get; init; }

    /// <summary>The levels: each number of points with its description.</summary>
    public IDictionary? Levels { get; init; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
