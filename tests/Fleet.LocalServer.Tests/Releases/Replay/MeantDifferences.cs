using System.Text.Json;

namespace Fleet.LocalServer.Tests.Releases.Replay;

/// <summary>A step whose answer differs from the recorded one on purpose.</summary>
/// <param name="Reason">The reason; docs/releases-deviations.md has the details.</param>
/// <param name="Check">Checks our answer.</param>
internal sealed record MeantDifference(string Reason, Action<ReleasesAnswer> Check);

/// <summary>All steps whose answers differ on purpose.</summary>
internal static class MeantDifferences
{
    private const string Named = "what was skipped is named";
    private const string LongWindow = "a window beyond the calendar is refused, not a crash";
    private const string OwnPages = "one start page and one document for all services of the port";
    private const string CatalogWording = "the words of our YAML reader and validator; only what comes before them is the wire";

    public static IReadOnlyDictionary<string, MeantDifference> Table { get; } = new Dictionary<string, MeantDifference>
    {
        ["main/events-ingest-duplicate"] = new(Named, static answer => Assert.Equal(
            """{"inserted":0,"duplicates":["base-1","base-2","base-3","base-4","base-5"]}""", answer.Ok().Body)),
        ["main/events-ingest-mixed"] = new(Named, static answer => Assert.Equal("""{"inserted":5,"duplicates":["base-1"]}""", answer.Ok().Body)),
        ["main/runs-window-overflow"] = new(LongWindow, static answer => Refused(answer, "Invalid window: 999999999999d")),
        ["main/runs-window-too-far"] = new(LongWindow, static answer => Refused(answer, "Invalid window: 900000d")),
        ["main/openapi-open"] = new(OwnPages, static answer =>
        {
            JsonElement paths = answer.Ok().Json.GetProperty("paths");
            Assert.All(
                ["/v1/actions", "/v1/diff", "/v1/events", "/v1/metrics", "/v1/promote", "/v1/promote/confirm", "/v1/promote/request", "/v1/promoted",
                    "/v1/promotion-requests", "/v1/releases", "/v1/rollback", "/v1/runs", "/v1/runs/export", "/v1/workspace", "/health"],
                path => Assert.True(paths.TryGetProperty(path, out _), path));
        }),
        ["main/docs-open"] = new(OwnPages, static answer => Assert.Contains("<html", answer.Ok().Body, StringComparison.Ordinal)),
        ["main/index"] = new(OwnPages, static answer => Assert.Contains("<html", answer.Ok().Body, StringComparison.Ordinal)),
        ["token/openapi-open"] = new(OwnPages, static answer => answer.Ok()),
        ["catalog/bad-yaml"] = new(CatalogWording, static answer => CatalogWarning(answer, "pricing catalog YAML parse error: ", enabled: false)),
        ["catalog/invalid-shape"] = new(CatalogWording, static answer => CatalogWarning(
            answer, "invalid pricing catalog YAML: 2 validation errors for PricingCatalog\ncatalog_version\n  Field required", enabled: false)),
        ["catalog/event-model-differs-500"] = new(
            "an event of another model takes the catalog's part from the diff, not the diff", static answer => CatalogWarning(
            answer, "candidate: events of model 'nova-large' have no catalog rate; the release's model is 'nova-small'", enabled: true)),
        ["policy set unknown.yaml"] = new("a misspelt limit is refused: it would be no limit", static answer => Refused(
            answer,
            "Unknown policy key: max_cost_per_run. Known ones: policy_id, max_cost_per_run_usd, max_latency_ms, max_error_rate, "
            + "min_candidate_runs, min_baseline_runs, min_low_runs, require_high_diff_confidence.")),
    };

    private static void Refused(ReleasesAnswer answer, string text)
    {
        Assert.Equal(400, answer.Status);
        Assert.Equal(text, answer.Detail);
    }

    private static void CatalogWarning(ReleasesAnswer answer, string start, bool enabled)
    {
        JsonElement catalog = answer.Ok().Json.GetProperty("pricing").GetProperty("catalog");
        Assert.StartsWith(start, Assert.Single(catalog.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(enabled, catalog.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, catalog.GetProperty("delta_cost_per_run_usd").ValueKind);
    }
}
