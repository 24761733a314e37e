using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Sends run events, the evidence that releases are judged by.</summary>
[Cmdlet(VerbsCommunications.Send, "FleetRunEvent", DefaultParameterSetName = ParameterSets.RunEvent, SupportsShouldProcess = true)]
[OutputType(typeof(FleetRunEventResult))]
public sealed class SendFleetRunEventCommand : FleetRunEventSendCmdlet
{
    private FleetRunEventBatch _batch = new();

    /// <summary>The events.</summary>
    [Parameter(ParameterSetName = ParameterSets.RunEvent, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [RunEvent]
    [ValidateNotNull]
    public FleetRunEvent[] RunEvent { get; set; } = [];

    /// <summary>The release that ran. Never piped, since a release is not a run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? ReleaseId { get; set; }

    /// <summary>The agent that ran.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>The run's id.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? RunId { get; set; }

    /// <summary>The environment of the run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The provider of the model.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The model.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>The input tokens.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateRange(0, long.MaxValue)]
    public long InputTokens { get; set; }

    /// <summary>The output tokens.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateRange(0, long.MaxValue)]
    public long OutputTokens { get; set; }

    /// <summary>The input tokens read from the cache.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateRange(0, long.MaxValue)]
    public long CachedInputTokens { get; set; }

    /// <summary>The latency in milliseconds.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateRange(0, long.MaxValue)]
    public long? LatencyMs { get; set; }

    /// <summary>Marks the run as failed.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    public SwitchParameter Failed { get; set; }

    /// <summary>The kind of error the run ended with, which marks it as failed.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? ErrorType { get; set; }

    /// <summary>The tenant that the run was for.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>The task of the run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>The session that the run was part of.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The trace of the run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TraceId { get; set; }

    /// <summary>The span within that trace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? SpanId { get; set; }

    /// <summary>The time of the run; the current time by default.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>The user's own labels, by name.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>The tools used in the run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotNull]
    public FleetToolUse[] Tool { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Values)
        {
            DoOrFailItem(RunId, () => Add(FromValues()));
            return;
        }

        foreach (FleetRunEvent item in RunEvent)
        {
            DoOrFailItem(item?.RunId, () => Add(item));
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        Flush();
        Finish();
    }

    private void Add(FleetRunEvent? item)
    {
        if (item is null)
        {
            throw new FleetValidationException("A run event is null.");
        }

        _batch.Add(item with { Labels = PlainValues.Of(item.Labels) ?? new Dictionary<string, string>() });
        if (_batch.Count == BatchSize)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_batch.Count > 0)
        {
            FleetRunEventBatch batch = _batch;
            _batch = new FleetRunEventBatch();
            Send(batch);
        }
    }

    private FleetRunEvent FromValues() => new()
    {
        ReleaseId = ReleaseId!,
        AgentId = AgentId!,
        RunId = RunId!,
        Environment = Environment!,
        Provider = Provider!,
        Model = Model!,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        CachedInputTokens = CachedInputTokens,
        LatencyMs = LatencyMs,
        Success = !Failed && ErrorType is null,
        ErrorType = ErrorType,
        TenantId = TenantId ?? "",
        TaskId = TaskId ?? "",
        SessionId = SessionId,
        TraceId = TraceId,
        SpanId = SpanId,
        Timestamp = Timestamp ?? DateTimeOffset.UtcNow,
        Labels = PlainValues.Of(Label) ?? new Dictionary<string, string>(),
        Tools = Tool,
    };
}
