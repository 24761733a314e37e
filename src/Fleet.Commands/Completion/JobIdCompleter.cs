using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Offers the jobs that the caller may see.</summary>
internal sealed class JobIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Jobs.ListAsync(teamId: null, cancellationToken).Select(static job => new Candidate(job.JobId, $"{job.Name} ({job.Status})"));
}
