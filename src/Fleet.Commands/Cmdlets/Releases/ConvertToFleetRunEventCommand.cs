using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Converts the answers of models and workflows to run events. Nothing is sent.</summary>
[Cmdlet(VerbsData.ConvertTo, "FleetRunEvent")]
[OutputType(typeof(FleetRunEvent))]
public sealed class ConvertToFleetRunEventCommand : FleetCmdlet
{
    private bool _named;

    /// <summary>The source of the answers.</summary>
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

    /// <summary>The environment of the run.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The run's id; that of the answer by default.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? RunId { get; set; }

    /// <summary>The tenant that the run was for.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>The task of the run.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>The session that the run was part of.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The trace of the run.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TraceId { get; set; }

    /// <summary>The span within that trace.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SpanId { get; set; }

    /// <summary>The provider of the model, if the answer does not name it.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The model, if the answer does not name it.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>The time of the run; the current time by default.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>The latency in milliseconds.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? LatencyMs { get; set; }

    /// <summary>Marks the run as failed.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>The kind of error the run ended with, which marks it as failed.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ErrorType { get; set; }

    /// <summary>The tools used in the run.</summary>
    [Parameter]
    [ValidateNotNull]
    public FleetToolUse[] Tool { get; set; } = [];

    /// <summary>The user's own labels, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>The name of the crew, added as a label.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? CrewName { get; set; }

    /// <summary>The id of the workflow, added as a label.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? WorkflowId { get; set; }

    /// <summary>The id of the workflow run, added as a label.</summary>
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
            throw new FleetValidationException(
                "-RunId is for a single answer, and this is another one: a second event of the same run would be skipped. "
                + "Omit -RunId to use the id of each answer.");
        }

        (FleetRunEvent made, bool hasUsage) = FleetAnswerEvents.Read(Format, PlainValues.Of(new[] { InputObject })[0]!, Known());
        EvidenceClient.Check(made);
        _named = true;
        if (!hasUsage)
        {
            WriteWarning($"The answer of the run '{made.RunId}' does not report its tokens: none are counted, and the run appears free.");
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
