namespace Fleet;

/// <summary>The points of one criterion.</summary>
public sealed record FleetCriterionScore
{
    /// <summary>The criterion.</summary>
    public string Name { get; init; } = "";

    /// <summary>The points.</summary>
    public double? Score { get; init; }

    /// <summary>The most points possible.</summary>
    public double? MaxScore { get; init; }

    /// <summary>The judge's reasoning.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The criterion.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
