using System.Collections;
using System.Globalization;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>Reads and writes run events in requests, responses and files.</summary>
internal static class RunEventWire
{
    private static readonly JsonFields s_event = JsonFields.Of<EventField>();
    private static readonly JsonFields s_request = JsonFields.Of<RequestField>();
    private static readonly JsonFields s_metrics = JsonFields.Of<MetricsField>();
    private static readonly JsonFields s_usage = JsonFields.Of<UsageField>();
    private static readonly JsonFields s_model = JsonFields.Of<ModelField>();
    private static readonly JsonFields s_tool = JsonFields.Of<ToolField>();
    private static readonly JsonFields s_result = JsonFields.Of<ResultField>();
    private static readonly JsonFields s_page = JsonFields.Of<PageField>();
    private static readonly JsonFields s_filters = JsonFields.Of<FiltersField>();

    private enum EventField
    {
        ApiVersion,
        Type,
        Timestamp,
        WorkspaceId,
        AgentId,
        ReleaseId,
        RunId,
        TenantId,
        TaskId,
        Environment,
        Request,
        Metrics,
        Usage,
        Labels,
    }

    private enum RequestField
    {
        SessionId,
        TraceId,
        SpanId,
    }

    private enum MetricsField
    {
        LatencyMs,
        Success,
        ErrorType,
    }

    private enum UsageField
    {
        Model,
        Tools,
    }

    private enum ModelField
    {
        Provider,
        Model,
        InputTokens,
        OutputTokens,
        CachedInputTokens,
    }

    private enum ToolField
    {
        ToolName,
        Invocations,
        CostUnits,
    }

    private enum ResultField
    {
        Inserted,
        Duplicates,
        Conflicts,
    }

    private enum PageField
    {
        Since,
        Until,
        Filters,
        Offset,
        MatchedTotal,
        Truncated,
        Events,
    }

    private enum FiltersField
    {
        Environment,
    }

    /// <summary>Returns a time as in events: UTC, with six digits of a second or none. Finer digits are cut off.</summary>
    public static string Time(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        string fraction = utc.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? "" : ".ffffff";
        return utc.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes events as the body of a request.</summary>
    public static ReadOnlyMemory<byte> Body(IReadOnlyList<CheckedRunEvent> events)
    {
        using JsonBody body = new();
        return body.AddFields(json =>
        {
            json.WriteStartArray("events");
            foreach (CheckedRunEvent item in events)
            {
                Write(json, item);
            }

            json.WriteEndArray();
        }).Finish();
    }

    /// <summary>Writes an event, all fields in the original's order.</summary>
    public static void Write(Utf8JsonWriter json, CheckedRunEvent checkedEvent)
    {
        FleetRunEvent item = checkedEvent.Event;
        json.WriteStartObject();
        json.WriteString("api_version", "v1");
        json.WriteString("type", item.Type);
        json.WriteString("timestamp", Time(item.Timestamp));
        json.WriteString("workspace_id", item.WorkspaceId);
        json.WriteString("agent_id", item.AgentId);
        json.WriteString("release_id", item.ReleaseId);
        json.WriteString("run_id", item.RunId);
        json.WriteString("tenant_id", item.TenantId ?? "");
        json.WriteString("task_id", item.TaskId ?? "");
        json.WriteString("environment", item.Environment);
        if (item is { SessionId: null, TraceId: null, SpanId: null })
        {
            json.WriteNull("request");
        }
        else
        {
            json.WriteStartObject("request");
            json.WriteString("session_id", item.SessionId);
            json.WriteString("trace_id", item.TraceId);
            json.WriteString("span_id", item.SpanId);
            json.WriteEndObject();
        }

        json.WriteStartObject("metrics");
        if (item.LatencyMs is { } latency)
        {
            json.WriteNumber("latency_ms", latency);
        }
        else
        {
            json.WriteNull("latency_ms");
        }

        json.WriteBoolean("success", item.Success);
        json.WriteString("error_type", item.ErrorType);
        json.WriteEndObject();
        json.WriteStartObject("usage");
        json.WriteStartObject("model");
        json.WriteString("provider", item.Provider);
        json.WriteString("model", item.Model);
        json.WriteNumber("input_tokens", item.InputTokens);
        json.WriteNumber("output_tokens", item.OutputTokens);
        json.WriteNumber("cached_input_tokens", item.CachedInputTokens);
        json.WriteEndObject();
        json.WriteStartArray("tools");
        foreach (FleetToolUse tool in item.Tools ?? [])
        {
            json.WriteStartObject();
            json.WriteString("tool_name", tool.ToolName);
            json.WriteNumber("invocations", tool.Invocations);
            json.WritePropertyName("cost_units");
            FreeValue.Write(json, tool.CostUnits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("labels");
        foreach ((string name, string value) in checkedEvent.Labels)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads an event; the fields that the original requires must be present.</summary>
    public static FleetRunEvent Event(ref JsonCursor json)
    {
        string? type = null, workspaceId = null, agentId = null, releaseId = null, runId = null, tenantId = null, taskId = null, environment = null;
        DateTimeOffset? timestamp = null;
        FleetRunEvent? request = null, metrics = null, usage = null;
        IDictionary? labels = null;
        int next = 0;
        while (json.Field(s_event, ref next) is >= 0 and int field)
        {
            switch ((EventField)field)
            {
                case EventField.ApiVersion when json.Text() is not (null or "v1"):
                    throw json.Fault("v1");
                case EventField.ApiVersion:
                    break;
                case EventField.Type:
                    type = json.Text();
                    break;
                case EventField.Timestamp:
                    timestamp = json.Time();
                    break;
                case EventField.WorkspaceId:
                    workspaceId = json.Text();
                    break;
                case EventField.AgentId:
                    agentId = json.Text();
                    break;
                case EventField.ReleaseId:
                    releaseId = json.Text();
                    break;
                case EventField.RunId:
                    runId = json.Text();
                    break;
                case EventField.TenantId:
                    tenantId = json.Text();
                    break;
                case EventField.TaskId:
                    taskId = json.Text();
                    break;
                case EventField.Environment:
                    environment = json.Text();
                    break;
                case EventField.Request:
                    request = json.Object(Request);
                    break;
                case EventField.Metrics:
                    metrics = json.Object(Metrics);
                    break;
                case EventField.Usage:
                    usage = json.Object(Usage);
                    break;
                case EventField.Labels:
                    labels = json.FreeObject();
                    break;
            }
        }

        return json.Need(usage, "usage") is null ? null! : usage! with
        {
            Type = type ?? "run_end",
            Timestamp = json.Need(timestamp, "timestamp"),
            WorkspaceId = workspaceId ?? "ws_local",
            AgentId = json.Need(agentId, "agent_id"),
            ReleaseId = json.Need(releaseId, "release_id"),
            RunId = json.Need(runId, "run_id"),
            TenantId = json.Need(tenantId, "tenant_id"),
            TaskId = json.Need(taskId, "task_id"),
            Environment = json.Need(environment, "environment"),
            SessionId = request?.SessionId,
            TraceId = request?.TraceId,
            SpanId = request?.SpanId,
            LatencyMs = metrics?.LatencyMs,
            Success = metrics?.Success ?? true,
            ErrorType = metrics?.ErrorType,
            Labels = labels ?? new OrderedDictionary<string, object?>(),
        };
    }

    /// <summary>Reads the response to events that were sent.</summary>
    public static FleetRunEventResult Result(ref JsonCursor json)
    {
        long? inserted = null;
        string[]? duplicates = null, conflicts = null;
        int next = 0;
        while (json.Field(s_result, ref next) is >= 0 and int field)
        {
            switch ((ResultField)field)
            {
                case ResultField.Inserted:
                    inserted = json.Int64();
                    break;
                case ResultField.Duplicates:
                    duplicates = json.Texts();
                    break;
                case ResultField.Conflicts:
                    conflicts = json.Texts();
                    break;
            }
        }

        return new FleetRunEventResult { Inserted = json.Need(inserted, "inserted"), Duplicates = duplicates ?? [], Conflicts = conflicts ?? [] };
    }

    /// <summary>Reads a page of events.</summary>
    public static FleetRunEventPage Page(ref JsonCursor json)
    {
        DateTimeOffset? since = null, until = null;
        FleetRunEventPage? filters = null;
        long? offset = null, total = null;
        bool? truncated = null;
        List<FleetRunEvent>? events = null;
        int next = 0;
        while (json.Field(s_page, ref next) is >= 0 and int field)
        {
            switch ((PageField)field)
            {
                case PageField.Since:
                    since = json.Time();
                    break;
                case PageField.Until:
                    until = json.Time();
                    break;
                case PageField.Filters:
                    filters = json.Object(Filters);
                    break;
                case PageField.Offset:
                    offset = json.Int64();
                    break;
                case PageField.MatchedTotal:
                    total = json.Int64();
                    break;
                case PageField.Truncated:
                    truncated = json.Bool();
                    break;
                case PageField.Events:
                    events = json.List(static (ref item) => item.Object(Event));
                    break;
            }
        }

        return new FleetRunEventPage
        {
            Since = json.Need(since, "since"),
            Until = json.Need(until, "until"),
            Environment = filters?.Environment ?? "",
            Offset = json.Need(offset, "offset"),
            MatchedTotal = json.Need(total, "matched_total"),
            Truncated = json.Need(truncated, "truncated"),
            Events = json.Need(events, "events"),
        };
    }

    private static FleetRunEventPage Filters(ref JsonCursor json)
    {
        string? environment = null;
        int next = 0;
        while (json.Field(s_filters, ref next) >= 0)
        {
            environment = json.Text();
        }

        return new FleetRunEventPage { Environment = environment ?? "" };
    }

    private static FleetRunEvent Request(ref JsonCursor json)
    {
        string? session = null, trace = null, span = null;
        int next = 0;
        while (json.Field(s_request, ref next) is >= 0 and int field)
        {
            switch ((RequestField)field)
            {
                case RequestField.SessionId:
                    session = json.Text();
                    break;
                case RequestField.TraceId:
                    trace = json.Text();
                    break;
                case RequestField.SpanId:
                    span = json.Text();
                    break;
            }
        }

        return new FleetRunEvent { SessionId = session, TraceId = trace, SpanId = span };
    }

    private static FleetRunEvent Metrics(ref JsonCursor json)
    {
        long? latency = null;
        bool? success = null;
        string? errorType = null;
        int next = 0;
        while (json.Field(s_metrics, ref next) is >= 0 and int field)
        {
            switch ((MetricsField)field)
            {
                case MetricsField.LatencyMs:
                    latency = json.Int64();
                    break;
                case MetricsField.Success:
                    success = json.Bool();
                    break;
                case MetricsField.ErrorType:
                    errorType = json.Text();
                    break;
            }
        }

        return new FleetRunEvent { LatencyMs = latency, Success = success ?? true, ErrorType = errorType };
    }

    private static FleetRunEvent Usage(ref JsonCursor json)
    {
        FleetRunEvent? model = null;
        List<FleetToolUse>? tools = null;
        int next = 0;
        while (json.Field(s_usage, ref next) is >= 0 and int field)
        {
            switch ((UsageField)field)
            {
                case UsageField.Model:
                    model = json.Object(Model);
                    break;
                case UsageField.Tools:
                    tools = json.List(static (ref item) => item.Object(Tool));
                    break;
            }
        }

        return json.Need(model, "model") is null ? null! : model! with { Tools = tools?.ToArray() ?? [] };
    }

    private static FleetRunEvent Model(ref JsonCursor json)
    {
        string? provider = null, model = null;
        long? input = null, output = null, cached = null;
        int next = 0;
        while (json.Field(s_model, ref next) is >= 0 and int field)
        {
            switch ((ModelField)field)
            {
                case ModelField.Provider:
                    provider = json.Text();
                    break;
                case ModelField.Model:
                    model = json.Text();
                    break;
                case ModelField.InputTokens:
                    input = json.Int64();
                    break;
                case ModelField.OutputTokens:
                    output = json.Int64();
                    break;
                case ModelField.CachedInputTokens:
                    cached = json.Int64();
                    break;
            }
        }

        return new FleetRunEvent
        {
            Provider = json.Need(provider, "provider"),
            Model = json.Need(model, "model"),
            InputTokens = json.Need(input, "input_tokens"),
            OutputTokens = json.Need(output, "output_tokens"),
            CachedInputTokens = cached ?? 0,
        };
    }

    private static FleetToolUse Tool(ref JsonCursor json)
    {
        string? name = null;
        long? invocations = null;
        double? cost = null;
        int next = 0;
        while (json.Field(s_tool, ref next) is >= 0 and int field)
        {
            switch ((ToolField)field)
            {
                case ToolField.ToolName:
                    name = json.Text();
                    break;
                case ToolField.Invocations:
                    invocations = json.Int64();
                    break;
                case ToolField.CostUnits:
                    cost = json.Number();
                    break;
            }
        }

        return new FleetToolUse { ToolName = json.Need(name, "tool_name"), Invocations = invocations ?? 0, CostUnits = cost ?? 0 };
    }
}
