using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Checks the changes of instances since their seed against the expected ones.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetInstance", DefaultParameterSetName = ParameterSets.Id)]
[OutputType(typeof(FleetInstanceCheck))]
[OutputType(typeof(bool))]
public sealed class TestFleetInstanceCommand : FleetManagerCmdlet
{
    private FleetExpectation _expectation = new();
    private FanOut<InstanceManagerClient, FleetInstanceDiff>? _reads;
    private bool _any;
    private bool _allPassed = true;

    /// <summary>
    /// The instances, or the addresses of their managers. Not bound by property name: differences have that property too, and would be requested again.
    /// </summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Identity("InstanceId", Except = typeof(FleetInstanceDiff))]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The differences, if they are already known.</summary>
    [Parameter(ParameterSetName = ParameterSets.Diff, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetInstanceDiff? Diff { get; set; }

    /// <summary>The database file before the changes.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Seed { get; set; }

    /// <summary>The database file after the changes.</summary>
    [Parameter(ParameterSetName = ParameterSets.File, Mandatory = true)]
    [ValidateNotBlank]
    public string? Current { get; set; }

    /// <summary>The expected changes; an empty list expects none.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ExpectedChange]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public FleetExpectedChange[] Expect { get; set; } = [];

    /// <summary>The strictness of the check.</summary>
    [Parameter]
    public FleetStrictness Strictness { get; set; } = FleetStrictness.Exactly;

    /// <summary>The tables to ignore.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreTable { get; set; }

    /// <summary>The fields to ignore, in every table or in one, as in <c>users.updated_at</c>.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? IgnoreField { get; set; }

    /// <summary>The most instances checked at once.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id)]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;

    /// <summary>Returns one bool at the end: true if there was anything to check and all of it passed.</summary>
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

    // On the pipeline thread: conditions are script blocks.
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
