using System.Collections;

namespace Fleet;

/// <summary>The settings of a releases service.</summary>
public sealed record FleetWorkspace
{
    /// <summary>True if a promotion must be requested first and then confirmed.</summary>
    public bool PromotionRequiresApproval { get; init; }

    /// <summary>True if a catalog of common tariffs is configured.</summary>
    public bool PricingCatalogConfigured { get; init; }

    /// <summary>The version of the service.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>All settings that can be changed, if the service reports them.</summary>
    public IDictionary? Settings { get; init; }

    /// <summary>The kind of thing this is.</summary>
    /// <returns><c>workspace</c>.</returns>
    public override string ToString() => "workspace";
}
