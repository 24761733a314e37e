using Fleet.LocalServer.Agents.Api;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Agents.Streams;
using Fleet.LocalServer.Services;

namespace Fleet.LocalServer.Agents;

/// <summary>The agents service: agents and conversations with them.</summary>
internal sealed class AgentsService : IServerService
{
    private readonly ServerContext _context;
    private readonly AgentStore _store;
    private readonly StreamStore _streams;
    private readonly DurablePump _pump;
    private readonly RecordingStore _recordings;
    private readonly AgentRuns _runs;

    public AgentsService(ServerContext context)
    {
        _context = context;
        _store = new AgentStore(context.Database, context.Clock);
        _streams = new StreamStore(_store);
        _pump = new DurablePump(_streams, context.Log);
        _recordings = new RecordingStore(_store, _streams);
        _runs = new AgentRuns(_store, new RunnerCatalog(context.Options, _recordings), _pump, context);
    }

    /// <summary>The source of ids; tests may set the ids that come next.</summary>
    public AgentIds Ids => _store.Ids;

    /// <summary>True if a path belongs to this service.</summary>
    public static bool Owns(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);

    // The original has no keys.
    public bool GuardsItself(PathString path) => _context.Options.ExactAgents && Owns(path);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _context.Database.MigrateAsync(new AgentSchema());
        await _pump.EndInterruptedAsync();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        bool exact = _context.Options.ExactAgents;
        AgentRoutes map = new(routes, exact, _context.Log);
        new AgentEndpoints(_store).Map(map);
        new SessionEndpoints(_store, _recordings, _runs, exact).Map(map);
        StreamFollower follower = new(_streams, _context.Clock);
        new StreamEndpoints(_store, _runs, new ExactPump(_store, _context.Log), follower, exact).Map(map);
        map.AddRest();
    }

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await _runs.StopAsync();
        await _store.ClearAsync();
    }

    public async ValueTask DisposeAsync() => await _runs.StopAsync();
}
