using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>Reads comparisons of releases.</summary>
internal static class ReleaseDiffWire
{
    private static readonly JsonFields s_diff = JsonFields.Of<DiffField>();
    private static readonly JsonFields s_filters = JsonFields.Of<FiltersField>();
    private static readonly JsonFields s_pricing = JsonFields.Of<PricingField>();
    private static readonly JsonFields s_catalog = JsonFields.Of<CatalogField>();
    private static readonly JsonFields s_samples = JsonFields.Of<SamplesField>();
    private static readonly JsonFields s_metrics = JsonFields.Of<MetricsField>();

    private enum DiffField
    {
        Window,
        Since,
        Until,
        Filters,
        Pricing,
        Samples,
        Metrics,
        Policy,
    }

    private enum FiltersField
    {
        Environment,
        TenantId,
        TaskId,
    }

    private enum PricingField
    {
        BaselineProvider,
        BaselineVersion,
        BaselineModel,
        CandidateProvider,
        CandidateVersion,
        CandidateModel,
        PricingOrModelChanged,
        Prices,
        Warnings,
        Hints,
        Catalog,
    }

    private enum CatalogField
    {
        Enabled,
        CatalogVersion,
        BaselineSlotId,
        CandidateSlotId,
        BaselineCostPerRunUsd,
        CandidateCostPerRunUsd,
        DeltaCostPerRunUsd,
        Warnings,
    }

    private enum SamplesField
    {
        BaselineRuns,
        CandidateRuns,
        Confidence,
        ConfidenceReason,
    }

    private enum MetricsField
    {
        BaselineCostPerRunUsd,
        CandidateCostPerRunUsd,
        DeltaCostPerRunUsd,
        DeltaCostPerRunPct,
        BaselineLatencyMsAvg,
        CandidateLatencyMsAvg,
        DeltaLatencyMsAvg,
        BaselineErrorRate,
        CandidateErrorRate,
        DeltaErrorRate,
    }

    public static FleetReleaseDiff Diff(ref JsonCursor json)
    {
        FleetReleaseDiff diff = new();
        DateTimeOffset? since = null, until = null;
        FleetDiffPricing? pricing = null;
        FleetDiffSamples? samples = null;
        FleetDiffMetrics? metrics = null;
        FleetPolicyResult? policy = null;
        int next = 0;
        while (json.Field(s_diff, ref next) is >= 0 and int field)
        {
            switch ((DiffField)field)
            {
                case DiffField.Window:
                    diff = diff with { Window = json.Text() ?? "" };
                    break;
                case DiffField.Since:
                    since = json.Time();
                    break;
                case DiffField.Until:
                    until = json.Time();
                    break;
                case DiffField.Filters when json.Object(Filters) is { } filters:
                    diff = diff with { Environment = filters.Environment, TenantId = filters.TenantId, TaskId = filters.TaskId };
                    break;
                case DiffField.Filters:
                    break;
                case DiffField.Pricing:
                    pricing = json.Object(Pricing);
                    break;
                case DiffField.Samples:
                    samples = json.Object(Samples);
                    break;
                case DiffField.Metrics:
                    metrics = json.Object(Metrics);
                    break;
                case DiffField.Policy:
                    policy = json.Object(PromotionWire.Policy);
                    break;
            }
        }

        return diff with
        {
            Since = json.Need(since, "since"),
            Until = json.Need(until, "until"),
            Pricing = json.Need(pricing, "pricing"),
            Samples = json.Need(samples, "samples"),
            Metrics = json.Need(metrics, "metrics"),
            Policy = json.Need(policy, "policy"),
        };
    }

    private static FleetReleaseDiff Filters(ref JsonCursor json)
    {
        string? environment = null, tenant = null, task = null;
        int next = 0;
        while (json.Field(s_filters, ref next) is >= 0 and int field)
        {
            switch ((FiltersField)field)
            {
                case FiltersField.Environment:
                    environment = json.Text();
                    break;
                case FiltersField.TenantId:
                    tenant = json.Text();
                    break;
                case FiltersField.TaskId:
                    task = json.Text();
                    break;
            }
        }

        return new FleetReleaseDiff { Environment = environment ?? "", TenantId = tenant, TaskId = task };
    }

    private static FleetDiffPricing Pricing(ref JsonCursor json)
    {
        FleetDiffPricing pricing = new();
        FleetDiffPrice baseline = new(), candidate = new();
        OrderedDictionary<string, object?>? prices = null;
        int next = 0;
        while (json.Field(s_pricing, ref next) is >= 0 and int field)
        {
            switch ((PricingField)field)
            {
                case PricingField.BaselineProvider:
                    baseline = baseline with { Provider = json.Text() ?? "" };
                    break;
                case PricingField.BaselineVersion:
                    baseline = baseline with { PricingVersion = json.Text() ?? "" };
                    break;
                case PricingField.BaselineModel:
                    baseline = baseline with { Model = json.Text() ?? "" };
                    break;
                case PricingField.CandidateProvider:
                    candidate = candidate with { Provider = json.Text() ?? "" };
                    break;
                case PricingField.CandidateVersion:
                    candidate = candidate with { PricingVersion = json.Text() ?? "" };
                    break;
                case PricingField.CandidateModel:
                    candidate = candidate with { Model = json.Text() ?? "" };
                    break;
                case PricingField.PricingOrModelChanged:
                    pricing = pricing with { PricingOrModelChanged = json.Bool() ?? false };
                    break;
                case PricingField.Prices:
                    prices = json.FreeObject();
                    break;
                case PricingField.Warnings:
                    pricing = pricing with { Warnings = json.Texts() ?? [] };
                    break;
                case PricingField.Hints:
                    pricing = pricing with { Hints = json.Texts() ?? [] };
                    break;
                case PricingField.Catalog:
                    pricing = pricing with { Catalog = json.Object(Catalog) ?? new FleetDiffCatalog() };
                    break;
            }
        }

        return pricing with { Baseline = Priced(baseline, "baseline", prices), Candidate = Priced(candidate, "candidate", prices) };
    }

    private static FleetDiffPrice Priced(FleetDiffPrice price, string side, OrderedDictionary<string, object?>? prices) => price with
    {
        InputUsdPer1kTokens = Rate(prices, $"{side}_input_usd_per_1k_tokens"),
        OutputUsdPer1kTokens = Rate(prices, $"{side}_output_usd_per_1k_tokens"),
        CachedInputUsdPer1kTokens = Rate(prices, $"{side}_cached_input_usd_per_1k_tokens"),
    };

    private static double? Rate(OrderedDictionary<string, object?>? prices, string name) => prices?.GetValueOrDefault(name) switch
    {
        double number => number,
        long number => number,
        _ => null,
    };

    private static FleetDiffCatalog Catalog(ref JsonCursor json)
    {
        FleetDiffCatalog catalog = new();
        int next = 0;
        while (json.Field(s_catalog, ref next) is >= 0 and int field)
        {
            switch ((CatalogField)field)
            {
                case CatalogField.Enabled:
                    catalog = catalog with { Enabled = json.Bool() ?? false };
                    break;
                case CatalogField.CatalogVersion:
                    catalog = catalog with { CatalogVersion = json.Text() };
                    break;
                case CatalogField.BaselineSlotId:
                    catalog = catalog with { BaselineSlotId = json.Text() };
                    break;
                case CatalogField.CandidateSlotId:
                    catalog = catalog with { CandidateSlotId = json.Text() };
                    break;
                case CatalogField.BaselineCostPerRunUsd:
                    catalog = catalog with { BaselineCostPerRunUsd = json.Number() };
                    break;
                case CatalogField.CandidateCostPerRunUsd:
                    catalog = catalog with { CandidateCostPerRunUsd = json.Number() };
                    break;
                case CatalogField.DeltaCostPerRunUsd:
                    catalog = catalog with { DeltaCostPerRunUsd = json.Number() };
                    break;
                case CatalogField.Warnings:
                    catalog = catalog with { Warnings = json.Texts() ?? [] };
                    break;
            }
        }

        return catalog;
    }

    private static FleetDiffSamples Samples(ref JsonCursor json)
    {
        long? baseline = null, candidate = null;
        string? confidence = null, reason = null;
        int next = 0;
        while (json.Field(s_samples, ref next) is >= 0 and int field)
        {
            switch ((SamplesField)field)
            {
                case SamplesField.BaselineRuns:
                    baseline = json.Int64();
                    break;
                case SamplesField.CandidateRuns:
                    candidate = json.Int64();
                    break;
                case SamplesField.Confidence:
                    confidence = json.Text();
                    break;
                case SamplesField.ConfidenceReason:
                    reason = json.Text();
                    break;
            }
        }

        return new FleetDiffSamples
        {
            BaselineRuns = json.Need(baseline, "baseline_runs"),
            CandidateRuns = json.Need(candidate, "candidate_runs"),
            Confidence = json.Need(confidence, "confidence"),
            ConfidenceReason = reason,
        };
    }

    private static FleetDiffMetrics Metrics(ref JsonCursor json)
    {
        FleetDiffMetrics metrics = new();
        double? baselineCost = null, candidateCost = null, deltaCost = null;
        int next = 0;
        while (json.Field(s_metrics, ref next) is >= 0 and int field)
        {
            switch ((MetricsField)field)
            {
                case MetricsField.BaselineCostPerRunUsd:
                    baselineCost = json.Number();
                    break;
                case MetricsField.CandidateCostPerRunUsd:
                    candidateCost = json.Number();
                    break;
                case MetricsField.DeltaCostPerRunUsd:
                    deltaCost = json.Number();
                    break;
                case MetricsField.DeltaCostPerRunPct:
                    metrics = metrics with { DeltaCostPerRunPct = json.Number() };
                    break;
                case MetricsField.BaselineLatencyMsAvg:
                    metrics = metrics with { BaselineLatencyMsAvg = json.Number() };
                    break;
                case MetricsField.CandidateLatencyMsAvg:
                    metrics = metrics with { CandidateLatencyMsAvg = json.Number() };
                    break;
                case MetricsField.DeltaLatencyMsAvg:
                    metrics = metrics with { DeltaLatencyMsAvg = json.Number() };
                    break;
                case MetricsField.BaselineErrorRate:
                    metrics = metrics with { BaselineErrorRate = json.Number() ?? 0 };
                    break;
                case MetricsField.CandidateErrorRate:
                    metrics = metrics with { CandidateErrorRate = json.Number() ?? 0 };
                    break;
                case MetricsField.DeltaErrorRate:
                    metrics = metrics with { DeltaErrorRate = json.Number() ?? 0 };
                    break;
            }
        }

        return metrics with
        {
            BaselineCostPerRunUsd = json.Need(baselineCost, "baseline_cost_per_run_usd"),
            CandidateCostPerRunUsd = json.Need(candidateCost, "candidate_cost_per_run_usd"),
            DeltaCostPerRunUsd = json.Need(deltaCost, "delta_cost_per_run_usd"),
        };
    }
}
