using Fleet.LocalServer.Agents.Api;
using Fleet.LocalServer.Agents.Store;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Agents;

/// <summary>The service of agents and conversations with them.</summary>
internal sealed class AgentsService(ServerContext context) : IServerService
{
    private readonly AgentStore _store = new(context.Database, context.Clock);

    /// <summary>Makes the ids; tests may say which come next.</summary>
    public AgentIds Ids => _store.Ids;

    /// <summary>Whether a path is one of this service's.</summary>
    public static bool Owns(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);

    public async Task StartAsync(CancellationToken cancellationToken) => await context.Database.MigrateAsync(new AgentSchema());

    public void Map(IEndpointRouteBuilder routes)
    {
        bool exact = context.Options.ExactAgents;
        AgentRoutes map = new(routes, exact, context.Log);
        new AgentEndpoints(_store).Map(map);
        new SessionEndpoints(_store, exact).Map(map);
        map.AddRest();
    }

    public Task ResetAsync(CancellationToken cancellationToken) => _store.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
