using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Has the work done in instances judged by a model of the service.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "FleetJudge", DefaultParameterSetName = ParameterSets.Rubric, SupportsShouldProcess = true)]
[OutputType(typeof(FleetJudgement))]
public sealed class InvokeFleetJudgeCommand : FleetBulkCmdlet
{
    private FanOut<FleetJudgeRequest, FleetJudgement>? _calls;

    /// <summary>The instances that the work was done in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>What is submitted.</summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    [AllowNull]
    public string? Submission { get; set; }

    /// <summary>By what it is judged, as a text.</summary>
    [Parameter(ParameterSetName = ParameterSets.Rubric, Mandatory = true)]
    [ValidateNotBlank]
    public string? Rubric { get; set; }

    /// <summary>By what it is judged, one by one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Criterion, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public FleetCriterion[] Criterion { get; set; } = [];

    /// <summary>What the model is told besides the criteria.</summary>
    [Parameter(ParameterSetName = ParameterSets.Criterion)]
    [ValidateNotBlank]
    public string? SystemPrompt { get; set; }

    /// <summary>Whether the model may look around in the instance.</summary>
    [Parameter]
    public SwitchParameter Agentic { get; set; }

    /// <summary>What is right: a text or a hashtable.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? GroundTruth { get; set; }

    /// <summary>What was asked.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Problem { get; set; }

    /// <summary>What else the model is to know.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Context { get; set; }

    /// <summary>Claims that the submission is compared with.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ReferenceClaim { get; set; }

    /// <summary>What was said.</summary>
    [Parameter]
    [TranscriptMessage]
    [ValidateNotNull]
    public FleetTranscriptMessage[]? Conversation { get; set; }

    /// <summary>The model that judges.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>Who serves that model.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The task.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>Files of the instance that are collected: a name, and patterns of paths.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Collect { get; set; }

    /// <summary>Images, each with source and label.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary[]? Image { get; set; }

    /// <summary>Files, each with source and label.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary[]? File { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            // A model is paid for.
            if (ShouldProcess($"instance {id}", "Judge"))
            {
                DoOrFailItem(id, () =>
                {
                    JudgeClient judge = Client.Judge;
                    _calls ??= BeginWork<FleetJudgeRequest, FleetJudgement>(judge.GradeAsync, request => request.InstanceId, ThrottleLimit);
                    _calls.Add(Request(id));
                });
            }
        }
    }

    private FleetJudgeRequest Request(string id) => new()
    {
        InstanceId = id,
        Submission = Submission,
        Rubric = Rubric,
        Criteria = Criterion,
        SystemPrompt = SystemPrompt,
        Agentic = Agentic,
        GroundTruth = GroundTruth is null ? null : PlainValues.Of(new[] { GroundTruth })[0],
        Problem = Problem,
        Context = Context,
        ReferenceClaims = ReferenceClaim,
        Conversation = Conversation,
        Model = Model,
        Provider = Provider,
        TaskId = TaskId,
        Collect = PlainValues.Of(Collect),
        Images = Image is null ? null : PlainValues.Of((IEnumerable)Image),
        Files = File is null ? null : PlainValues.Of((IEnumerable)File),
    };
}
