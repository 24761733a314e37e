namespace Fleet;

/// <summary>The cost of both releases at a common tariff, if a catalog is configured.</summary>
public sealed record FleetDiffCatalog
{
    /// <summary>True if there is a readable catalog.</summary>
    public bool Enabled { get; init; }

    /// <summary>The version of the catalog.</summary>
    public string? CatalogVersion { get; init; }

    /// <summary>The tariff of the baseline's model.</summary>
    public string? BaselineSlotId { get; init; }

    /// <summary>The tariff of the candidate's model.</summary>
    public string? CandidateSlotId { get; init; }

    /// <summary>The cost of a baseline run at its tariff, in US dollars.</summary>
    public double? BaselineCostPerRunUsd { get; init; }

    /// <summary>The cost of a candidate run at its tariff, in US dollars.</summary>
    public double? CandidateCostPerRunUsd { get; init; }

    /// <summary>The difference, in US dollars.</summary>
    public double? DeltaCostPerRunUsd { get; init; }

    /// <summary>The missing data.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>The version of the catalog.</summary>
    /// <returns><see cref="CatalogVersion"/>.</returns>
    public override string ToString() => CatalogVersion ?? "";
}
