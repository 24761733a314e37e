using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>Reads the releases service's responses about itself.</summary>
internal static class WorkspaceWire
{
    private static readonly JsonFields s_health = JsonFields.Of<HealthField>();
    private static readonly JsonFields s_workspace = JsonFields.Of<WorkspaceField>();
    private static readonly JsonFields s_metric = JsonFields.Of<MetricField>();
    private static readonly JsonFields s_counters = JsonFields.Of<CounterField>();

    private enum HealthField
    {
        Status,
        MutationAuth,
        ReadAuth,
    }

    private enum WorkspaceField
    {
        PromotionRequiresApproval,
        PricingCatalogConfigured,
        ServerVersion,
    }

    private enum MetricField
    {
        Counters,
        SchemaVersion,
        GeneratedAt,
    }

    private enum CounterField
    {
        ReleasesTotal,
        PricingTablesTotal,
        RunEventsTotal,
        PromotedPointersTotal,
        ActionsTotal,
        ActionsByAction,
    }

    public static FleetReleasesHealth Health(ref JsonCursor json)
    {
        string? status = null, mutation = null, read = null;
        int next = 0;
        while (json.Field(s_health, ref next) is >= 0 and int field)
        {
            switch ((HealthField)field)
            {
                case HealthField.Status:
                    status = json.Text();
                    break;
                case HealthField.MutationAuth:
                    mutation = json.Text();
                    break;
                case HealthField.ReadAuth:
                    read = json.Text();
                    break;
            }
        }

        return new FleetReleasesHealth { Status = json.Need(status, "status"), MutationAuth = mutation ?? "", ReadAuth = read ?? "" };
    }

    public static FleetWorkspace Workspace(ref JsonCursor json)
    {
        bool? approval = null, catalog = null;
        string? version = null;
        int next = 0;
        while (json.Field(s_workspace, ref next) is >= 0 and int field)
        {
            switch ((WorkspaceField)field)
            {
                case WorkspaceField.PromotionRequiresApproval:
                    approval = json.Bool();
                    break;
                case WorkspaceField.PricingCatalogConfigured:
                    catalog = json.Bool();
                    break;
                case WorkspaceField.ServerVersion:
                    version = json.Text();
                    break;
            }
        }

        return new FleetWorkspace
        {
            PromotionRequiresApproval = json.Need(approval, "promotion_requires_approval"),
            PricingCatalogConfigured = json.Need(catalog, "pricing_catalog_configured"),
            ServerVersion = version,
        };
    }

    public static FleetMetric Metric(ref JsonCursor json)
    {
        FleetMetric? counters = null;
        int? schema = null;
        DateTimeOffset? generatedAt = null;
        int next = 0;
        while (json.Field(s_metric, ref next) is >= 0 and int field)
        {
            switch ((MetricField)field)
            {
                case MetricField.Counters:
                    counters = json.Object(Counters);
                    break;
                case MetricField.SchemaVersion:
                    schema = json.Int32();
                    break;
                case MetricField.GeneratedAt:
                    generatedAt = json.Time();
                    break;
            }
        }

        return json.Need(counters, "counters") is null
            ? null!
            : counters! with
            {
                SchemaVersion = schema ?? 0,
                GeneratedAt = json.Need(generatedAt, "generated_at"),
            };
    }

    private static FleetMetric Counters(ref JsonCursor json)
    {
        FleetMetric metric = new();
        int next = 0;
        while (json.Field(s_counters, ref next) is >= 0 and int field)
        {
            switch ((CounterField)field)
            {
                case CounterField.ReleasesTotal:
                    metric = metric with { Releases = json.Int64() ?? 0 };
                    break;
                case CounterField.PricingTablesTotal:
                    metric = metric with { PriceTables = json.Int64() ?? 0 };
                    break;
                case CounterField.RunEventsTotal:
                    metric = metric with { RunEvents = json.Int64() ?? 0 };
                    break;
                case CounterField.PromotedPointersTotal:
                    metric = metric with { Promotions = json.Int64() ?? 0 };
                    break;
                case CounterField.ActionsTotal:
                    metric = metric with { Actions = json.Int64() ?? 0 };
                    break;
                case CounterField.ActionsByAction:
                    metric = metric with { ActionsByKind = json.FreeObject() ?? [] };
                    break;
            }
        }

        return metric;
    }
}
