using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the agents.</summary>
internal sealed class AgentIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Agents.ListAsync(cancellationToken).Select(agent => new Candidate(agent.AgentId, $"{agent.Name} ({agent.Type})"));
}
