namespace Fleet;

/// <summary>The cost of both sides of a comparison by one tariff, where a catalog is set.</summary>
public sealed record FleetDiffCatalog
{
    /// <summary>Whether there is a catalog that can be read.</summary>
    public bool Enabled { get; init; }

    /// <summary>The version of the catalog.</summary>
    public string? CatalogVersion { get; init; }

    /// <summary>The tariff of the baseline's model.</summary>
    public string? BaselineSlotId { get; init; }

    /// <summary>The tariff of the candidate's model.</summary>
    public string? CandidateSlotId { get; init; }

    /// <summary>What a run of the baseline costs by its tariff, in US dollars.</summary>
    public double? BaselineCostPerRunUsd { get; init; }

    /// <summary>What a run of the candidate costs by its tariff, in US dollars.</summary>
    public double? CandidateCostPerRunUsd { get; init; }

    /// <summary>The difference, in US dollars.</summary>
    public double? DeltaCostPerRunUsd { get; init; }

    /// <summary>What is missing.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>The version of the catalog.</summary>
    /// <returns><see cref="CatalogVersion"/>.</returns>
    public override string ToString() => CatalogVersion ?? "";
}
