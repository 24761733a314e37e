using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>Maps models of several providers to slots with one tariff each, so that two releases can be priced alike.</summary>
internal sealed record PriceCatalog(string Version, IReadOnlyList<CatalogMapping> Mappings, IReadOnlyDictionary<string, Rates> Tariffs)
{
    /// <summary>The name of the model in error texts.</summary>
    public const string Model = "PricingCatalog";

    /// <summary>Reads a catalog.</summary>
    public static PriceCatalog Read(JsonFields root)
    {
        root.OneOf("api_version", "v1");
        root.OneOf("kind", Model);
        return new PriceCatalog(
            root.Text("catalog_version"),
            [.. root.Objects("mappings").Select(static m =>
                new CatalogMapping(m.Text("provider"), m.Text("pricing_version"), m.Text("model"), m.Text("catalog_slot_id")))],
            root.ObjectMap("tariffs").ToDictionary(static pair => pair.Key, static pair => Rates.Read(pair.Value)));
    }

    /// <summary>Finds the slot of a model; null if it has none.</summary>
    public string? FindSlot(PriceReference reference, string model) =>
        Mappings.FirstOrDefault(m => m.Provider == reference.Provider && m.PricingVersion == reference.Version && m.Model == model)?.Slot;

    /// <summary>Describes why a side cannot be priced by the catalog; null if it can.</summary>
    public string? Missing(PriceReference reference, string model) => FindSlot(reference, model) is not { } slot
        ? $"no catalog mapping for {reference} model={PythonText.Quote(model)}"
        : Tariffs.ContainsKey(slot) ? null : $"catalog slot {PythonText.Quote(slot)} has no tariffs entry";
}

/// <summary>The slot of one model.</summary>
internal sealed record CatalogMapping(string Provider, string PricingVersion, string Model, string Slot);
