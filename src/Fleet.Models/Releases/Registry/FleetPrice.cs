namespace Fleet;

/// <summary>What a model costs.</summary>
public sealed record FleetPrice
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>US dollars for 1000 tokens read.</summary>
    public double InputUsdPer1kTokens { get; init; }

    /// <summary>US dollars for 1000 tokens written.</summary>
    public double OutputUsdPer1kTokens { get; init; }

    /// <summary>US dollars for 1000 tokens read from the cache; null when they cost nothing.</summary>
    public double? CachedInputUsdPer1kTokens { get; init; }

    /// <summary>The model.</summary>
    /// <returns><see cref="Model"/>.</returns>
    public override string ToString() => Model;
}
