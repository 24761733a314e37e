using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the environments that releases are promoted in or registered with.</summary>
internal sealed class ReleaseEnvironmentCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Promotions.ListAsync(cancellationToken)
            .Select(static promotion => new Candidate(promotion.Environment, $"{promotion.ReleaseId} of {promotion.AgentId}"))
            .Concat(client.Releases.ListAsync(cancellationToken).Select(static release => new Candidate(release.Environment, "")))
            .Where(static candidate => candidate.Value.Length > 0)
            .DistinctBy(static candidate => candidate.Value);
}
