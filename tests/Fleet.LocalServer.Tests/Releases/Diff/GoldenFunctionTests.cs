using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Tests.Releases.Golden;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Releases.Diff;

/// <summary>Compares with values from the original's own functions.</summary>
public sealed class GoldenFunctionTests
{
    [Fact]
    public void Windows_are_as_long_as_the_originals()
    {
        long until = WireTime.ToInstant(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
        foreach (JsonElement vector in GoldenFile.Function("parse_window").EnumerateArray())
        {
            string window = vector.GetProperty("window").GetString()!;
            if (vector.TryGetProperty("error", out JsonElement error))
            {
                Assert.Equal(error.GetString(), Assert.Throws<RefusedException>(() => Window.Parse(window, until)).Message);
                continue;
            }

            Window read = Window.Parse(window, until);
            Assert.Equal(vector.GetProperty("seconds").GetDouble(), (read.Until - read.Since) / 1e6);
        }
    }

    [Theory]
    [InlineData("1\u001cd", "Invalid window: 1\u001cd")]
    [InlineData("\u01307d", "Invalid window: i\u03077d")]
    [InlineData("5W", "Invalid window unit: 5w")]
    public void Odd_windows_are_refused_in_the_originals_words(string window, string error) =>
        Assert.Equal(error, Assert.Throws<RefusedException>(() => Window.Parse(window, 0)).Message);

    [Fact]
    public void Confidence_is_as_high_as_the_originals()
    {
        foreach (JsonElement vector in GoldenFile.Function("confidence_label").EnumerateArray())
        {
            SampleThresholds thresholds = new(Count("min_candidate_runs"), Count("min_baseline_runs"), Count("min_low_runs"));
            Assert.Equal(vector.GetProperty("confidence").GetString(), Confidence.Of(Count("baseline_runs"), Count("candidate_runs"), thresholds).Label);

            long Count(string name) => vector.GetProperty(name).GetInt64();
        }
    }

    [Fact]
    public void A_policy_gives_the_originals_reasons_to_the_letter()
    {
        foreach (JsonElement vector in GoldenFile.Function("evaluate_policy").EnumerateArray())
        {
            JsonElement candidate = vector.GetProperty("candidate");
            GatePolicy policy = SettingsDocument.Read(vector.GetProperty("policy"), "Policy", GatePolicy.Read);
            Rollup rollup = new(1, candidate.GetProperty("cost_per_run_usd").GetDouble(), Latency(candidate), candidate.GetProperty("error_rate").GetDouble());
            Confidence confidence = new(vector.GetProperty("confidence").GetString()!, vector.GetProperty("confidence_reason").GetString());

            IReadOnlyList<string> reasons = policy.Evaluate(rollup, confidence);

            Assert.Equal(vector.GetProperty("reasons").EnumerateArray().Select(static r => r.GetString()!), reasons);
        }
    }

    [Fact]
    public void Sums_are_the_originals_to_the_last_bit()
    {
        JsonElement function = GoldenFile.Function("rollup");
        PriceTable table = SettingsDocument.Read(function.GetProperty("pricing_table"), "PricingTable", PriceTable.Read);
        foreach (JsonElement vector in function.GetProperty("cases").EnumerateArray())
        {
            RollupSum sum = default;
            foreach (JsonElement run in vector.GetProperty("events").EnumerateArray())
            {
                JsonElement model = run.GetProperty("model");
                JsonElement metrics = run.GetProperty("metrics");
                JsonElement latency = metrics.GetProperty("latency_ms");
                sum.Add(
                    table.Find(model.GetProperty("model").GetString()!)!.Value,
                    model.GetProperty("input_tokens").GetInt64(),
                    model.GetProperty("output_tokens").GetInt64(),
                    model.GetProperty("cached_input_tokens").GetInt64(),
                    latency.ValueKind == JsonValueKind.Null ? null : latency.GetInt64(),
                    metrics.GetProperty("success").GetBoolean());
            }

            JsonElement expected = vector.GetProperty("rollup");
            Assert.Equal(
                new Rollup(
                    expected.GetProperty("runs").GetInt64(),
                    expected.GetProperty("cost_per_run_usd").GetDouble(),
                    Latency(expected),
                    expected.GetProperty("error_rate").GetDouble()),
                sum.Result);
        }
    }

    [Fact]
    public void Checksums_are_the_originals()
    {
        foreach (JsonElement vector in GoldenFile.Function("bundle_checksum").EnumerateArray())
        {
            IEnumerable<BundleFile> files = vector.GetProperty("files").EnumerateArray()
                .Select(static file => new BundleFile(file.GetProperty("path").GetString()!, file.GetProperty("base64").GetBytesFromBase64()));
            if (vector.TryGetProperty("target_file", out JsonElement target))
            {
                files = files.Where(file => file.Path == target.GetString());
            }

            Assert.Equal(vector.GetProperty("sha256").GetString(), Bundle.Checksum(files));
        }
    }

    private static double? Latency(JsonElement rollup) =>
        rollup.GetProperty("latency_ms_avg") is { ValueKind: JsonValueKind.Number } latency ? latency.GetDouble() : null;
}
