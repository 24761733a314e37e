using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>The routes for agents, which are shared by all users.</summary>
internal sealed class AgentEndpoints(AgentStore store)
{
    private const string AgentId = "agent_id";
    private const int MaxName = 100;

    public void Map(AgentRoutes routes)
    {
        routes.Add(
            "/api/agents",
            new AgentOperation(HttpMethods.Post, "Creates an agent.", CreateAsync),
            new AgentOperation(HttpMethods.Get, "Lists the agents.", ListAsync));
        routes.Add($"/api/agents/{{{AgentId}}}", new AgentOperation(HttpMethods.Get, "Returns an agent.", RetrieveAsync));
    }

    private async Task CreateAsync(HttpContext http)
    {
        RequestFields call = await AgentCall.ReadAsync(http);
        string name = call.Body.Text("name", 1, MaxName);
        string type = call.Body.Text("type", 1, MaxName);
        string? description = call.Body.TextOrNull("description");
        call.ThrowIfInvalid();
        await store.GetUserAsync(Caller.Name(http));
        AgentRecord agent = await store.AddAgentAsync(name, type, description is "" ? null : description);
        await Answer.BytesAsync(http, new JsonText().Write(agent, withNulls: false).Written, StatusCodes.Status201Created);
    }

    private async Task ListAsync(HttpContext http)
    {
        await store.GetUserAsync(Caller.Name(http));
        List<AgentRecord> agents = await store.ReadAgentsAsync();
        await Answer.BytesAsync(http, new JsonText().WriteList(agents, static (json, agent) => json.Write(agent, withNulls: true)).Written);
    }

    private async Task RetrieveAsync(HttpContext http)
    {
        RequestFields call = RequestFields.Read(http);
        string id = call.PathId(AgentId);
        call.ThrowIfInvalid();
        await store.GetUserAsync(Caller.Name(http));
        AgentRecord agent = await store.FindAgentAsync(id) ?? throw ApiException.NotFound($"Agent with ID {id} not found");
        await Answer.BytesAsync(http, new JsonText().Write(agent, withNulls: true).Written);
    }
}
