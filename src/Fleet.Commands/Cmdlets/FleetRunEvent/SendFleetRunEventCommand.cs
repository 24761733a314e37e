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

    /// <summary>The release that ran. Never piped: a release is no run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? ReleaseId { get; set; }

    /// <summary>The agent that ran.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>The run's own id.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? RunId { get; set; }

    /// <summary>The environment it ran in.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Who serves the model.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The model.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>The tokens that the model read.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateRange(0, long.MaxValue)]
    public long InputTokens { get; set; }

    /// <summary>The tokens that the model wrote.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values, Mandatory = true)]
    [ValidateRange(0, long.MaxValue)]
    public long OutputTokens { get; set; }

    /// <summary>The tokens that the model read from its cache.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateRange(0, long.MaxValue)]
    public long CachedInputTokens { get; set; }

    /// <summary>How long it took.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateRange(0, long.MaxValue)]
    public long? LatencyMs { get; set; }

    /// <summary>Whether it failed.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    public SwitchParameter Failed { get; set; }

    /// <summary>What kind of error it ended with; it counts as failed then.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? ErrorType { get; set; }

    /// <summary>The customer it ran for.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>The task it ran.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>The session it was part of.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The trace it can be found under.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? TraceId { get; set; }

    /// <summary>The span within that trace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotBlank]
    public string? SpanId { get; set; }

    /// <summary>When it happened; now when it is not given.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>Texts of one's own.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>The tools it used.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    [ValidateNotNull]
    public FleetToolUse[] Tool { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (FleetRunEvent item in ParameterSetName == ParameterSets.Values ? [FromValues()] : RunEvent)
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
        Labels = Label ?? new Dictionary<string, string>(),
        Tools = Tool,
    };
}
