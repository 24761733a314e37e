using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the environments of the catalog.</summary>
internal sealed class EnvKeyCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Environments.ListAsync(cancellationToken).Select(environment => new Candidate(
            environment.EnvKey,
            string.IsNullOrEmpty(environment.Description) ? environment.Name : $"{environment.Name}: {environment.Description}"));
}
