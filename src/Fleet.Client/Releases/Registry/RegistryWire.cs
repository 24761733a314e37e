using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>Reads price tables and ledgers, from services that have routes for them.</summary>
internal static class RegistryWire
{
    public static JsonListShape<FleetPriceTable> PriceTables { get; } = new("tables", static (ref json) => Read(json.FreeObject(), PriceTable));

    /// <summary>Reads a price table by itself.</summary>
    public static FleetPriceTable? OnePriceTable(ref JsonCursor json) => Read(json.FreeObject(), PriceTable);

    /// <summary>Reads the response to an import of a price table.</summary>
    public static FleetPriceTable? ImportedPriceTable(ref JsonCursor json) => Read(json.FreeObject(), static fields =>
        fields.Fields("new_pricing") is { } table
            ? PriceTable(table) with { Checksum = fields.Text("new_checksum"), CreatedAt = fields.Time("created_at") }
            : new FleetPriceTable { Provider = fields.NeededText(mayBeEmpty: false, "new_pricing") });

    /// <summary>Reads the state of a ledger, under any of its names in responses.</summary>
    public static FleetLedger? Ledger(ref JsonCursor json) => Read(json.FreeObject(), static fields => new FleetLedger
    {
        Entries = (long?)fields.Fields("head")?.Number("entries") ?? 0,
        Head = fields.Fields("head")?.Text("hash") ?? fields.NeededText(mayBeEmpty: false, "head"),
        Events = (long?)fields.Number("events"),
        Problems = [.. (fields.Value("problems") as object?[] ?? []).OfType<string>()],
    });

    private static FleetPriceTable PriceTable(FreeFields fields)
    {
        FleetPrice[] entries = [.. (fields.Value("entries") as object?[] ?? []).OfType<OrderedDictionary<string, object?>>().Select(static entry =>
        {
            FreeFields price = new(entry, "entries", []);
            return new FleetPrice
            {
                Model = price.Text("model") ?? "",
                InputUsdPer1kTokens = price.Number("input_usd_per_1k_tokens") ?? 0,
                OutputUsdPer1kTokens = price.Number("output_usd_per_1k_tokens") ?? 0,
                CachedInputUsdPer1kTokens = price.Number("cached_input_usd_per_1k_tokens"),
            };
        })];
        return new FleetPriceTable
        {
            Provider = fields.NeededText(mayBeEmpty: true, "provider"),
            PricingVersion = fields.NeededText(mayBeEmpty: true, "pricing_version"),
            Entries = entries,
            Models = entries.Length > 0 ? [.. entries.Select(static entry => entry.Model)] : [.. (fields.Value("models") as object?[] ?? []).OfType<string>()],
            Checksum = fields.Text("checksum"),
            CreatedAt = fields.Time("created_at"),
        };
    }

    private static T? Read<T>(OrderedDictionary<string, object?>? fields, Func<FreeFields, T> make)
        where T : class =>
        FreeFields.Read(fields, (members, faults) => make(new FreeFields(members, "", faults)));
}
