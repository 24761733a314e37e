using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the jobs visible to the caller.</summary>
internal sealed class JobIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Jobs.ListAsync(teamId: null, cancellationToken).Select(static job => new Candidate(job.JobId, $"{job.Name} ({job.Status})"));
}
