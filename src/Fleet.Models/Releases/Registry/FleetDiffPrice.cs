namespace Fleet;

/// <summary>The prices of one release of a comparison.</summary>
public sealed record FleetDiffPrice
{
    /// <summary>The provider of the model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The version of the price table.</summary>
    public string PricingVersion { get; init; } = "";

    /// <summary>The release's model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The price of 1000 input tokens, in US dollars; null if the table does not list the model.</summary>
    public double? InputUsdPer1kTokens { get; init; }

    /// <summary>The price of 1000 output tokens, in US dollars.</summary>
    public double? OutputUsdPer1kTokens { get; init; }

    /// <summary>The price of 1000 cached input tokens, in US dollars; null if they are free.</summary>
    public double? CachedInputUsdPer1kTokens { get; init; }

    /// <summary>The model.</summary>
    /// <returns><see cref="Model"/>.</returns>
    public override string ToString() => Model;
}
