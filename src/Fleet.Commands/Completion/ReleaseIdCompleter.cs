using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the registered releases.</summary>
internal sealed class ReleaseIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Releases.ListAsync(cancellationToken)
            .Select(static release => new Candidate(release.ReleaseId, $"{release.AgentId} {release.Version} ({release.Environment})"));
}
