using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Checks that the changes of instances since their seed are those that are expected.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetInstance", DefaultParameterSetName = ParameterSets.Id)]
[OutputType(typeof(FleetInstanceCheck))]
[OutputType(typeof(bool))]
public sealed class TestFleetInstanceCommand : FleetManagerCmdlet
{
    private FleetExpectation _expectation = new();
    private FanOut<InstanceManagerClient, FleetInstanceDiff>? _reads;
    private bool _any;
    private bool _allPassed = true;

    /// <summary>The instances, or the addresses of their managers. Not by property name: differences have that property too, and would be asked for again.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Identity("InstanceId", Except = typeof(FleetInstanceDiff))]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>Differences that are known already.</summary>
    [Parameter(ParameterSetName = ParameterSets.Diff, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetInstanceDiff? Diff { get; set; }

    /// <summary>The database file as it was.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Seed { get; set; }

    /// <summary>The database file as it is.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Current { get; set; }

    /// <summary>The changes that are expected; an empty list expects none.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ExpectedChange]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public FleetExpectedChange[] Expect { get; set; } = [];

    /// <summary>How closely they are looked at.</summary>
    [Parameter]
    public FleetStrictness Strictness { get; set; } = FleetStrictness.Exactly;

    /// <summary>Tables to leave out.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreTable { get; set; }

    /// <summary>Fields to leave out, of every table or of one: <c>users.updated_at</c>.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreField { get; set; }

    /// <summary>How many instances are looked at at once.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id)]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;

    /// <summary>Emits one bool at the end: whether there was anything to look at and all of it passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _expectation = new FleetExpectation
        {
            Changes = Expect,
            Strictness = Strictness,
            Ignore = new FleetDiffOptions { IgnoreTables = IgnoreTable ?? [], IgnoreFields = IgnoreField ?? [], Complete = true },
        };
        DoOrFail(Expect, _expectation.Require);
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (Diff is not null)
        {
            DoOrFailItem(Diff, () => Check(Diff));
            return;
        }

        if (Seed is not null && Current is not null)
        {
            DoOrFail(Current, () => Check(CompareFiles(Seed, Current, _expectation.Ignore)));
            return;
        }

        foreach (string id in InstanceId)
        {
            try
            {
                _reads ??= BeginWork<InstanceManagerClient, FleetInstanceDiff>(
                    (manager, token) => manager.CompareAsync(_expectation.Ignore, token),
                    manager => manager.InstanceId,
                    ThrottleLimit,
                    inOrder: true,
                    written: (_, diff) => Check(diff),
                    failed: Fail);
                _reads.Add(Manager(id));
            }
            catch (FleetException exception)
            {
                Fail(exception, id);
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

    // On the pipeline thread: conditions are script.
    private void Check(FleetInstanceDiff diff)
    {
        FleetInstanceCheck check = _expectation.Check(diff);
        _any = true;
        _allPassed &= check.Passed;
        if (!Quiet)
        {
            WriteObject(check);
        }
    }

    private void Fail(Exception exception, object? target)
    {
        _any = true;
        _allPassed = false;
        FailItem(exception, target);
    }
}
