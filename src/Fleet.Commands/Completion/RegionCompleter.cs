using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the regions.</summary>
internal sealed class RegionCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Environments.ListRegionsAsync(cancellationToken).Select(region => new Candidate(region.Region, ""));
}
