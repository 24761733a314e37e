using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the user's sessions.</summary>
internal sealed class SessionIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Sessions.ListAsync(agentId: null, cancellationToken)
            .Select(session => new Candidate(session.SessionId, session.Title ?? $"with agent {session.AgentId}"));
}
