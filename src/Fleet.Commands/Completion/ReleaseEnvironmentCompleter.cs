using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Offers the environments in which releases are promoted or with which they were registered.</summary>
internal sealed class ReleaseEnvironmentCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Promotions.ListAsync(cancellationToken)
            .Select(static promotion => new Candidate(promotion.Environment, $"{promotion.ReleaseId} of {promotion.AgentId}"))
            .Concat(client.Releases.ListAsync(cancellationToken).Select(static release => new Candidate(release.Environment, "")))
            .Where(static candidate => candidate.Value.Length > 0)
            .DistinctBy(static candidate => candidate.Value);
}
