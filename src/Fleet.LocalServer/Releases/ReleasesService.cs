using Fleet.LocalServer.Releases.Api;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Services;

namespace Fleet.LocalServer.Releases;

/// <summary>The releases service: run events, diffs, promotions and the ledger.</summary>
internal sealed class ReleasesService(ServerContext context) : IServerService
{
    // The environments service uses some of the same first segments; the second segment tells them apart.
    private static readonly HashSet<string> s_roots = new(StringComparer.Ordinal)
    {
        "actions", "diff", "events", "ledger", "metrics", "policy", "pricing", "promote", "promoted", "promotion-requests",
            "releases", "rollback", "runs", "workspace",
    };

    private ReleasesState? _state;

    /// <summary>The state, once started.</summary>
    public ReleasesState State => _state ?? throw new InvalidOperationException("The service was not started.");

    // The service has a token of its own.
    public bool GuardsItself(PathString path) => path.Value?.Split('/') is ["", "v1", string root, ..] && s_roots.Contains(root);

    public async Task StartAsync(CancellationToken cancellationToken) => _state = await ReleasesState.OpenAsync(context);

    public void Map(IEndpointRouteBuilder routes)
    {
        ReleaseRoutes map = new(routes, new ReleaseAccess(context.Options.ReleasesToken, context.Options.ApiKey));
        new StatusEndpoints(State).Map(map);
        new RunEventEndpoints(State).Map(map);
        new GateEndpoints(State).Map(map);
        new RegistryEndpoints(State).Map(map);
        new LedgerEndpoints(State).Map(map);
    }

    public Task ResetAsync(CancellationToken cancellationToken) => State.ClearAsync();

    public ValueTask DisposeAsync() => _state?.DisposeAsync() ?? ValueTask.CompletedTask;
}
