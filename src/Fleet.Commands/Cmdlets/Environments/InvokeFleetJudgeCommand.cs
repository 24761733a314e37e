using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Has a model of the service judge the work done in instances.</summary>
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

    /// <summary>The submission to judge.</summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    [AllowNull]
    public string? Submission { get; set; }

    /// <summary>The criteria, as text.</summary>
    [Parameter(ParameterSetName = ParameterSets.Rubric, Mandatory = true)]
    [ValidateNotBlank]
    public string? Rubric { get; set; }

    /// <summary>The criteria, one by one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Criterion, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public FleetCriterion[] Criterion { get; set; } = [];

    /// <summary>The model's instructions, in addition to the criteria.</summary>
    [Parameter(ParameterSetName = ParameterSets.Criterion)]
    [ValidateNotBlank]
    public string? SystemPrompt { get; set; }

    /// <summary>Lets the model explore the instance.</summary>
    [Parameter]
    public SwitchParameter Agentic { get; set; }

    /// <summary>The correct answer: text or a hashtable.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? GroundTruth { get; set; }

    /// <summary>The problem that was posed.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Problem { get; set; }

    /// <summary>Further context for the model.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Context { get; set; }

    /// <summary>The claims to compare the submission with.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ReferenceClaim { get; set; }

    /// <summary>The conversation to judge.</summary>
    [Parameter]
    [TranscriptMessage]
    [ValidateNotNull]
    public FleetTranscriptMessage[]? Conversation { get; set; }

    /// <summary>The model that judges.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>The provider of that model.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>The task.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }

    /// <summary>The files to collect from the instance: names, each with path patterns.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Collect { get; set; }

    /// <summary>The images, each with a source and a label.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary[]? Image { get; set; }

    /// <summary>The files, each with a source and a label.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary[]? File { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            // Judging costs money.
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
