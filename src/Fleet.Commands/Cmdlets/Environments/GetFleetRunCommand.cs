using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets runs: groups of instances created with the same run id.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRun")]
[OutputType(typeof(FleetRun))]
public sealed class GetFleetRunCommand : FleetConnectionCmdlet
{
    // In input order, each run once, however many of its instances were piped in.
    private readonly OrderedDictionary<string, bool> _asked = new(StringComparer.Ordinal);

    /// <summary>The runs to get, whatever their status; by default all runs with the given status.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string[]? RunId { get; set; }

    /// <summary>The status: <c>active</c> (some instance is running), <c>inactive</c> or <c>all</c>.</summary>
    [Parameter]
    [ValidateSet("active", "inactive", "all")]
    public string? Status { get; set; }

    /// <summary>Gets only those of this profile; <c>self</c> is the caller.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ProfileId { get; set; }

    protected override void ProcessRecord()
    {
        if (RunId is null)
        {
            DoOrFail(Connection, () => WriteAll(ct => Client.Runs.ListAsync(Status?.ToLowerInvariant() ?? "active", ProfileId, ct)));
            return;
        }

        foreach (string id in RunId)
        {
            _asked.TryAdd(id, false);
        }
    }

    // The service has no look-up by id: one list serves all ids of the pipeline.
    protected override void EndProcessing()
    {
        if (_asked.Count == 0)
        {
            return;
        }

        DoOrFail(Connection, () => WriteAll(Asked));
        foreach ((string id, bool found) in _asked)
        {
            if (!found)
            {
                string message = $"There is no run '{id}'{Where()}. Use Get-FleetRun -Status all to list all runs.";
                FailItem(new FleetNotFoundException(message) { ResourceType = "run", ResourceId = id }, id);
            }
        }
    }

    private async IAsyncEnumerable<FleetRun> Asked([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FleetRun run in Client.Runs.ListAsync(Status?.ToLowerInvariant() ?? "all", ProfileId, cancellationToken).ConfigureAwait(false))
        {
            if (_asked.ContainsKey(run.RunId))
            {
                _asked[run.RunId] = true;
                yield return run;
            }
        }
    }

    private string Where() => (Status, ProfileId) switch
    {
        (null or "all", null) => "",
        (null or "all", _) => $" of the profile '{ProfileId}'",
        (_, null) => $" with the status '{Status}'",
        _ => $" with the status '{Status}' of the profile '{ProfileId}'",
    };
}
