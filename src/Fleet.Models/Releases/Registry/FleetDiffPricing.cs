namespace Fleet;

/// <summary>The prices behind a comparison of releases.</summary>
public sealed record FleetDiffPricing
{
    /// <summary>The baseline's prices.</summary>
    public FleetDiffPrice Baseline { get; init; } = new();

    /// <summary>The candidate's prices.</summary>
    public FleetDiffPrice Candidate { get; init; } = new();

    /// <summary>True if prices or models differ, so that a difference in cost does not have to come from usage.</summary>
    public bool PricingOrModelChanged { get; init; }

    /// <summary>The errors in the prices.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>The warnings about the prices.</summary>
    public string[] Hints { get; init; } = [];

    /// <summary>The cost at a common tariff.</summary>
    public FleetDiffCatalog Catalog { get; init; } = new();

    /// <summary>Both models.</summary>
    /// <returns>For example <c>nova-small..nova-large</c>.</returns>
    public override string ToString() => $"{Baseline}..{Candidate}";
}
