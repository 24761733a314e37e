namespace Fleet;

/// <summary>The price of a model.</summary>
public sealed record FleetPrice
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The price of 1000 input tokens, in US dollars.</summary>
    public double InputUsdPer1kTokens { get; init; }

    /// <summary>The price of 1000 output tokens, in US dollars.</summary>
    public double OutputUsdPer1kTokens { get; init; }

    /// <summary>The price of 1000 cached input tokens, in US dollars; null if they are free.</summary>
    public double? CachedInputUsdPer1kTokens { get; init; }

    /// <summary>The model.</summary>
    /// <returns><see cref="Model"/>.</returns>
    public override string ToString() => Model;
}
