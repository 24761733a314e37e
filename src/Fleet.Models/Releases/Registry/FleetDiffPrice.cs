namespace Fleet;

/// <summary>The prices of one side of a comparison.</summary>
public sealed record FleetDiffPrice
{
    /// <summary>Who serves the model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The version of the price table.</summary>
    public string PricingVersion { get; init; } = "";

    /// <summary>The release's model.</summary>
    public string Model { get; init; } = "";

    /// <summary>US dollars for 1000 tokens read; null when the table does not have the model.</summary>
    public double? InputUsdPer1kTokens { get; init; }

    /// <summary>US dollars for 1000 tokens written.</summary>
    public double? OutputUsdPer1kTokens { get; init; }

    /// <summary>US dollars for 1000 tokens read from the cache; null when they cost nothing.</summary>
    public double? CachedInputUsdPer1kTokens { get; init; }

    /// <summary>The model.</summary>
    /// <returns><see cref="Model"/>.</returns>
    public override string ToString() => Model;
}
