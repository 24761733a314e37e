using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the agents that releases are registered for.</summary>
internal sealed class ReleaseAgentCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Releases.ListAsync(cancellationToken).Select(static release => release.AgentId).Distinct().Select(static agent => new Candidate(agent, ""));
}
