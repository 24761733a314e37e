using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Scores the work done in instances.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetTask", DefaultParameterSetName = ParameterSets.Instance)]
[OutputType(typeof(FleetVerification))]
[OutputType(typeof(bool))]
public sealed class TestFleetTaskCommand : FleetBulkCmdlet
{
    private readonly Dictionary<string, FleetTask> _tasks = new(StringComparer.Ordinal);
    private FanOut<Work, FleetVerification>? _checks;
    private FleetVerifyOptions _options = new();
    private bool _any;
    private bool _allPassed = true;

    /// <summary>The instances. One that was created for a task keeps it.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetInstance? Instance { get; set; }

    /// <summary>The task; it overrides the tasks of instances.</summary>
    [Parameter(ParameterSetName = ParameterSets.Task, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ValidateNotNull]
    public FleetTask? Task { get; set; }

    /// <summary>The key of the task, which is loaded once.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey, Mandatory = true)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string? TaskKey { get; set; }

    /// <summary>The instances, by id.</summary>
    [Parameter(ParameterSetName = ParameterSets.Task, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ParameterSets.TaskKey, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The agent's answer.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? FinalAnswer { get; set; }

    /// <summary>The verifier's positional arguments, after the environment.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? ArgumentList { get; set; }

    /// <summary>The verifier's named arguments.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? NamedArgument { get; set; }

    /// <summary>The region to run the verifier in; the instance's region by default.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? VerifierRegion { get; set; }

    /// <summary>The verifier's own time limit.</summary>
    [Parameter]
    [ValidateRange(1, 300)]
    public int VerifierTimeoutSeconds { get; set; } = 30;

    /// <summary>The score at which a task counts as passed.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double Threshold { get; set; } = 1.0;

    /// <summary>Returns one bool at the end: true if there was anything to score and all of it passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DoOrFail(NamedArgument, () => _options = new FleetVerifyOptions
        {
            FinalAnswer = FinalAnswer,
            Arguments = ArgumentList is null ? [] : PlainValues.Of(ArgumentList),
            NamedArguments = PlainValues.Of(NamedArgument),
            Region = VerifierRegion,
            Timeout = TimeSpan.FromSeconds(VerifierTimeoutSeconds),
            Threshold = Threshold,
        });
        if (Task is not null && TaskKey is not null)
        {
            FailCommand(new FleetValidationException("Specify either -Task or -TaskKey, not both."), TaskKey);
        }
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (Instance is not null)
        {
            Check(Instance, Instance.InstanceId);
        }
        else
        {
            foreach (string id in InstanceId)
            {
                Check(null, id);
            }
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
        {
            WriteObject(_any && _allPassed);
        }
    }

    private void Check(FleetInstance? instance, string id)
    {
        if ((Task ?? (TaskKey is null ? instance?.Task : Load(TaskKey))) is not { } task)
        {
            Fail(
                new FleetValidationException($"Instance '{id}' has no task: it was not created for one in this session. Specify -Task or -TaskKey."),
                instance);
            return;
        }

        FleetClient client = Client;
        _checks ??= BeginWork<Work, FleetVerification>(
            (work, token) => work.Instance is null
                ? client.Verifiers.VerifyAsync(work.Task, work.InstanceId, _options, token)
                : client.Verifiers.VerifyAsync(work.Task, work.Instance, _options, token),
            work => work.Instance ?? (object)work.InstanceId,
            ThrottleLimit,
            written: (_, verification) => Emit(verification),
            failed: Fail);
        _checks.Add(new Work(task, id, instance));
    }

    // A missing task fails the command: no instance could be scored against it.
    private FleetTask Load(string key)
    {
        if (!_tasks.TryGetValue(key, out FleetTask? task))
        {
            DoOrFail(key, () => task = Await(token => Client.Tasks.GetAsync(key, cancellationToken: token)));
            _tasks.Add(key, task!);
        }

        return task!;
    }

    private void Emit(FleetVerification verification)
    {
        _any = true;
        _allPassed &= verification.Passed;
        if (!Quiet)
        {
            WriteObject(verification);
        }
    }

    private void Fail(Exception exception, object? target)
    {
        _any = true;
        _allPassed = false;
        FailItem(ErrorRecords.OfInstance(exception, target));
    }

    private readonly record struct Work(FleetTask Task, string InstanceId, FleetInstance? Instance);
}
