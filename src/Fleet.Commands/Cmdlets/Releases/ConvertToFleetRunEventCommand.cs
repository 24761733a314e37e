using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Makes run events of what models and workflows answer. Nothing is sent.</summary>
[Cmdlet(VerbsData.ConvertTo, "FleetRunEvent")]
[OutputType(typeof(FleetRunEvent))]
public sealed class ConvertToFleetRunEventCommand : FleetCmdlet
{
    private bool _named;

    /// <summary>What made the answers.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public FleetAnswerFormat Format { get; set; }

    /// <summary>The answers: objects, hashtables or JSON text.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = "";

    /// <summary>The release that ran.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? ReleaseId { get; set; }

    /// <summary>The agent that ran.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>The environment it ran in.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The run's own id; the answer's when it is not given.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? RunId { get; set; }

    /// <summary>The customer it ran for.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>The task it ran.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>The session it was part of.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The trace it can be found under.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TraceId { get; set; }

    /// <summary>The span within that trace.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SpanId { get; set; }

    /// <summary>Who serves the model, where the answer does not tell.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The model, where the answer does not tell.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>When it happened; now when it is not given.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>How long it took.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? LatencyMs { get; set; }

    /// <summary>Whether it failed.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>What kind of error it ended with; it counts as failed then.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ErrorType { get; set; }

    /// <summary>The tools it used.</summary>
    [Parameter]
    [ValidateNotNull]
    public FleetToolUse[] Tool { get; set; } = [];

    /// <summary>Texts of one's own.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>The name of the crew, for the label.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? CrewName { get; set; }

    /// <summary>The id of the workflow, for the label.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? WorkflowId { get; set; }

    /// <summary>The id of the workflow's run, for the label.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? WorkflowRunId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(Convert());
        }
        catch (FleetException exception)
        {
            FailItem(exception, InputObject);
        }
    }

    private FleetRunEvent Convert()
    {
        if (RunId is not null && _named)
        {
            throw new FleetValidationException("RunId names one run, and this is another answer: an event of the same run would be passed over. Leave it out, and each event has the id of its answer.");
        }

        (FleetRunEvent made, bool hasUsage) = FleetAnswerEvents.Read(Format, PlainValues.Of(new[] { InputObject })[0]!, Known());
        EvidenceClient.Check(made);
        _named = true;
        if (!hasUsage)
        {
            WriteWarning($"The answer of the run '{made.RunId}' does not tell how many tokens it used: they count as none, and the run as free.");
        }

        return made;
    }

    private FleetRunEvent Known() => new()
    {
        ReleaseId = ReleaseId!,
        AgentId = AgentId!,
        Environment = Environment!,
        RunId = RunId ?? WorkflowRunId ?? "",
        TenantId = TenantId ?? "",
        TaskId = TaskId ?? "",
        SessionId = SessionId,
        TraceId = TraceId,
        SpanId = SpanId,
        Provider = Provider ?? "",
        Model = Model ?? "",
        Timestamp = Timestamp ?? DateTimeOffset.UtcNow,
        LatencyMs = LatencyMs,
        Success = !Failed && ErrorType is null,
        ErrorType = ErrorType,
        Tools = Tool,
        Labels = Labels(),
    };

    private Dictionary<string, object?> Labels()
    {
        Dictionary<string, object?> labels = [];
        foreach (DictionaryEntry entry in PlainValues.Of(Label) ?? labels)
        {
            labels[(string)entry.Key] = entry.Value;
        }

        Add("crew.name", CrewName);
        Add("temporal.workflow_id", WorkflowId);
        Add("temporal.run_id", WorkflowRunId);
        return labels;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                labels[name] = value;
            }
        }
    }
}
