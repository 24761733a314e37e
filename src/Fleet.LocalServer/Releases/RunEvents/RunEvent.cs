using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>The use of one tool in a run.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Invocations">The number of times it was used.</param>
/// <param name="CostUnits">The cost of that; null only in a ledger of the original, which stores infinity as null.</param>
internal readonly record struct ToolUse(string Name, long Invocations, double? CostUnits);

/// <summary>A piece of release evidence, as sent and validated.</summary>
internal sealed class RunEvent
{
    private bool _hasRequest;
    private string _workspaceId = "";
    private string? _errorType;
    private string _provider = "";
    private IReadOnlyList<ToolUse> _tools = [];
    private IReadOnlyList<KeyValuePair<string, string>> _labels = [];

    /// <summary>True for the end of a run; the start of a run has no usage to count.</summary>
    public bool IsEnd { get; private set; }

    public WireTime Timestamp { get; private set; }

    public string AgentId { get; private set; } = "";

    public string ReleaseId { get; private set; } = "";

    public string RunId { get; private set; } = "";

    public string TenantId { get; private set; } = "";

    public string TaskId { get; private set; } = "";

    public string Environment { get; private set; } = "";

    public string? SessionId { get; private set; }

    public string? TraceId { get; private set; }

    public string? SpanId { get; private set; }

    public long? LatencyMs { get; private set; }

    public bool Success { get; private set; }

    /// <summary>The model used.</summary>
    public string UsedModel { get; private set; } = "";

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long CachedInputTokens { get; private set; }

    /// <summary>Reads an event as it was sent.</summary>
    /// <param name="item">The event.</param>
    /// <param name="stored">True if it comes from a ledger, where the original kept values that it no longer accepts.</param>
    /// <exception cref="RefusedException">The event is invalid.</exception>
    public static RunEvent Read(JsonElement item, bool stored = false)
    {
        FieldErrors errors = new(static found => new RefusedException("Invalid RunEvent: " + FieldErrorText.Of(found, "RunEvent")));
        RunEvent? read = null;
        try
        {
            read = Read(new JsonFields(item, FieldRules.Documents, errors), stored);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            // A member name or string contains half a surrogate pair.
            errors.Add(new FieldError(["(a text)"], "Input should be a valid string, unable to parse raw data as a unicode string", "string_unicode"));
        }

        errors.ThrowIfAny();
        return read!;
    }

    /// <summary>Writes the event as it appears in answers.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject()
            .Field("api_version", "v1")
            .Field("type", IsEnd ? "run_end" : "run_start")
            .Field("timestamp", Timestamp.ToString())
            .Field("workspace_id", _workspaceId)
            .Field("agent_id", AgentId)
            .Field("release_id", ReleaseId)
            .Field("run_id", RunId)
            .Field("tenant_id", TenantId)
            .Field("task_id", TaskId)
            .Field("environment", Environment);
        if (_hasRequest)
        {
            json.Name("request").OpenObject().Field("session_id", SessionId).Field("trace_id", TraceId).Field("span_id", SpanId).CloseObject();
        }
        else
        {
            json.Field("request", (string?)null);
        }

        json.Name("metrics").OpenObject().Field("latency_ms", LatencyMs).Field("success", Success).Field("error_type", _errorType).CloseObject();
        json.Name("usage").OpenObject().Name("model").OpenObject()
            .Field("provider", _provider)
            .Field("model", UsedModel)
            .Field("input_tokens", InputTokens)
            .Field("output_tokens", OutputTokens)
            .Field("cached_input_tokens", CachedInputTokens)
            .CloseObject();
        json.Name("tools").OpenArray();
        foreach (ToolUse tool in _tools)
        {
            json.OpenObject().Field("tool_name", tool.Name).Field("invocations", tool.Invocations).Field("cost_units", tool.CostUnits).CloseObject();
        }

        json.CloseArray().CloseObject().Name("labels").OpenObject();
        foreach ((string name, string value) in _labels)
        {
            json.Field(name, value);
        }

        json.CloseObject().CloseObject();
    }

    private static RunEvent Read(JsonFields root, bool stored)
    {
        root.OneOf("api_version", "v1");
        RunEvent read = new()
        {
            IsEnd = root.OneOf("type", "run_end", "run_start") != "run_start",
            Timestamp = root.Time("timestamp"),
            _workspaceId = root.Text("workspace_id", "ws_local"),
            AgentId = root.Text("agent_id"),
            ReleaseId = root.Text("release_id"),
            RunId = root.Text("run_id"),
            TenantId = root.Text("tenant_id"),
            TaskId = root.Text("task_id"),
            Environment = root.Text("environment"),
        };
        if (root.ObjectOrNull("request") is { } request)
        {
            read._hasRequest = true;
            read.SessionId = request.TextOrNull("session_id");
            read.TraceId = request.TextOrNull("trace_id");
            read.SpanId = request.TextOrNull("span_id");
        }

        JsonFields metrics = root.ObjectOrEmpty("metrics");
        read.LatencyMs = metrics.CountOrNull("latency_ms");
        read.Success = metrics.Flag("success", true);
        read._errorType = metrics.TextOrNull("error_type");

        JsonFields usage = root.Object("usage");
        JsonFields model = usage.Object("model");
        read._provider = model.Text("provider");
        read.UsedModel = model.Text("model");
        read.InputTokens = model.Count("input_tokens");
        read.OutputTokens = model.Count("output_tokens");
        read.CachedInputTokens = model.Count("cached_input_tokens", 0);
        read._tools = [.. usage.Objects("tools").Select(tool => new ToolUse(
            tool.Text("tool_name"),
            tool.Count("invocations", 0),
            stored ? tool.AmountOrNull("cost_units") : tool.Amount("cost_units", 0)))];
        read._labels = root.TextMap("labels");
        return read;
    }
}
