namespace Fleet;

/// <summary>What a provider's models cost.</summary>
public sealed record FleetPriceTable
{
    /// <summary>Who serves the models.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The version of the table.</summary>
    public string PricingVersion { get; init; } = "";

    /// <summary>The models that have a price.</summary>
    public string[] Models { get; init; } = [];

    /// <summary>The prices; empty in a list of tables.</summary>
    public FleetPrice[] Entries { get; init; } = [];

    /// <summary>The checksum of the table; null when a single table was read.</summary>
    public string? Checksum { get; init; }

    /// <summary>When it was imported; null when a single table was read.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Provider and version.</summary>
    /// <returns>For example <c>acme/acme-2026-01</c>.</returns>
    public override string ToString() => $"{Provider}/{PricingVersion}";
}
