using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The prices of a thousand tokens. Without a rate, cached tokens are free.</summary>
internal readonly record struct Rates(double InputPer1K, double OutputPer1K, double? CachedInputPer1K)
{
    private const string Input = "input_usd_per_1k_tokens";
    private const string Output = "output_usd_per_1k_tokens";
    private const string Cached = "cached_input_usd_per_1k_tokens";

    /// <summary>Reads the three rates.</summary>
    public static Rates Read(JsonFields root) => new(root.Amount(Input), root.Amount(Output), root.AmountOrNull(Cached));

    /// <summary>Writes the three rates.</summary>
    public void Write(JsonText json) => json.Field(Input, (double?)InputPer1K).Field(Output, (double?)OutputPer1K).Field(Cached, CachedInputPer1K);

    /// <summary>The cost of one run; cached tokens are charged on top of the input tokens.</summary>
    public double Cost(long inputTokens, long outputTokens, long cachedInputTokens)
    {
        double input = inputTokens / 1000.0 * InputPer1K;
        double output = outputTokens / 1000.0 * OutputPer1K;
        double cached = CachedInputPer1K is { } rate ? cachedInputTokens / 1000.0 * rate : 0.0;
        return input + output + cached;
    }
}

/// <summary>The rates of one model.</summary>
internal sealed record PriceEntry(string Model, Rates Rates);

/// <summary>One version of a provider's prices.</summary>
internal sealed record PriceTable(string Provider, string Version, IReadOnlyList<PriceEntry> Entries)
{
    /// <summary>Reads a table.</summary>
    public static PriceTable Read(JsonFields root) => new(
        root.Text("provider"),
        root.Text("pricing_version"),
        [.. root.Objects("entries", required: true).Select(static entry => new PriceEntry(entry.Text("model"), Rates.Read(entry)))]);

    /// <summary>Finds the rates of a model: those of the first entry with its exact name, or null.</summary>
    public Rates? Find(string model) => Entries.FirstOrDefault(entry => entry.Model == model)?.Rates;

    /// <summary>Writes the table.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Field("provider", Provider).Field("pricing_version", Version).Name("entries").OpenArray();
        foreach (PriceEntry entry in Entries)
        {
            json.OpenObject().Field("model", entry.Model);
            entry.Rates.Write(json);
            json.CloseObject();
        }

        json.CloseArray().CloseObject();
    }
}

/// <summary>The name of a price table.</summary>
internal sealed record PriceReference(string Provider, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Provider}/{Version}";
}
