using Fleet.LocalServer.Core;
using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Services;

/// <summary>Everything that the services of a server share.</summary>
internal sealed record ServerContext(ServerOptions Options, DataFolder Folder, StateDatabase Database, AdjustableClock Clock, ServerLog Log);

/// <summary>One of the services on the port.</summary>
internal interface IServerService : IAsyncDisposable
{
    /// <summary>True if the service checks the callers of a path itself, so the server's key is not required.</summary>
    bool GuardsItself(PathString path);

    /// <summary>Restores the state of an earlier process, before the first request.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Adds its routes.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Deletes all state; only the test hooks call it.</summary>
    Task ResetAsync(CancellationToken cancellationToken);
}
