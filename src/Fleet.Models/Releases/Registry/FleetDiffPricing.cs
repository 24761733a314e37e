namespace Fleet;

/// <summary>The prices behind a comparison of releases.</summary>
public sealed record FleetDiffPricing
{
    /// <summary>The baseline's prices.</summary>
    public FleetDiffPrice Baseline { get; init; } = new();

    /// <summary>The candidate's prices.</summary>
    public FleetDiffPrice Candidate { get; init; } = new();

    /// <summary>Whether prices or model differ, so that a difference in cost need not be one in use.</summary>
    public bool PricingOrModelChanged { get; init; }

    /// <summary>What is wrong with the prices.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>What may be wrong with them.</summary>
    public string[] Hints { get; init; } = [];

    /// <summary>The cost by a common tariff.</summary>
    public FleetDiffCatalog Catalog { get; init; } = new();

    /// <summary>Both models.</summary>
    /// <returns>For example <c>nova-small..nova-large</c>.</returns>
    public override string ToString() => $"{Baseline}..{Candidate}";
}
