using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the runs, ended ones included.</summary>
internal sealed class RunIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Runs.ListAsync("all", profileId: null, cancellationToken)
            .Select(run => new Candidate(run.RunId, $"{run.RunningCount} of {run.TotalCount} instances running"));
}
