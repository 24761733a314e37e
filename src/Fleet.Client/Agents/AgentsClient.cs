using Fleet.Client.Agents;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The agents of the agents service, which sessions talk to.</summary>
public sealed class AgentsClient
{
    private const string Resource = "agent";

    private readonly FleetSender _sender;

    internal AgentsClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists all agents; all users of the service share them.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The agents, in the service's order, as they arrive.</returns>
    public IAsyncEnumerable<FleetAgent> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, AgentsWire.Request(HttpMethod.Get, "/api/agents", Resource), AgentsWire.Agents, cancellationToken);

    /// <summary>Creates an agent. Sent once, unless the service honours the idempotency key.</summary>
    /// <param name="request">The values of the new object.</param>
    /// <param name="cancellationToken">Cancels the call; the agent may be created nevertheless.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="FleetValidationException">The name or type is empty or too long.</exception>
    public async Task<FleetAgent> CreateAsync(FleetAgentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        FleetRequest call = AgentsWire.Request(HttpMethod.Post, "/api/agents", Resource) with { Json = AgentsWire.Body(request), Repeat = FleetRepeat.Create };
        return await AnswerAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one agent.</summary>
    /// <param name="agentId">The id, 10 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="FleetNotFoundException">There is no such agent.</exception>
    /// <exception cref="FleetValidationException">The id is of another length; nothing is sent.</exception>
    public async Task<FleetAgent> GetAsync(string agentId, CancellationToken cancellationToken = default)
    {
        string id = AgentsWire.Id(agentId, nameof(agentId));
        return await AnswerAsync(AgentsWire.Request(HttpMethod.Get, FleetPath.Segments("api", "agents", id), Resource, id), cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<FleetAgent> AnswerAsync(FleetRequest request, CancellationToken cancellationToken) =>
        JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(AgentsWire.Agent), cancellationToken);
}
