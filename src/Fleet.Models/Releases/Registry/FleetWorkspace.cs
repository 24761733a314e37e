using System.Collections;

namespace Fleet;

/// <summary>The settings of a releases service.</summary>
public sealed record FleetWorkspace
{
    /// <summary>Whether a promotion is asked for by one call and confirmed by another.</summary>
    public bool PromotionRequiresApproval { get; init; }

    /// <summary>Whether a catalog of common tariffs is set.</summary>
    public bool PricingCatalogConfigured { get; init; }

    /// <summary>The version of the service.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>All settings that can be changed, where the service tells them.</summary>
    public IDictionary? Settings { get; init; }

    /// <summary>The kind of thing this is.</summary>
    /// <returns><c>workspace</c>.</returns>
    public override string ToString() => "workspace";
}
