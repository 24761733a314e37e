namespace Fleet;

/// <summary>The prices of a provider's models.</summary>
public sealed record FleetPriceTable
{
    /// <summary>The provider of the models.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The version of the table.</summary>
    public string PricingVersion { get; init; } = "";

    /// <summary>The models that have a price.</summary>
    public string[] Models { get; init; } = [];

    /// <summary>The prices; empty in a list of tables.</summary>
    public FleetPrice[] Entries { get; init; } = [];

    /// <summary>The checksum of the table; null if a single table was read.</summary>
    public string? Checksum { get; init; }

    /// <summary>The time of import; null if a single table was read.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Provider and version.</summary>
    /// <returns>For example <c>acme/acme-2026-01</c>.</returns>
    public override string ToString() => $"{Provider}/{PricingVersion}";
}
