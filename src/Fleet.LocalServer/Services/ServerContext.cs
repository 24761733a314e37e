using Fleet.LocalServer.Core;
using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Services;

/// <summary>What all services of a server share.</summary>
internal sealed record ServerContext(ServerOptions Options, DataFolder Folder, StateDatabase Database, AdjustableClock Clock, ServerLog Log);

/// <summary>One of the services that share the port.</summary>
internal interface IServerService : IAsyncDisposable
{
    /// <summary>Whether the service checks the callers of a path by itself, so that the server's key is not asked for.</summary>
    bool GuardsItself(PathString path);

    /// <summary>Brings back what a former process left, before the first request.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Adds its routes.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Forgets everything; asked for by the test hooks only.</summary>
    Task ResetAsync(CancellationToken cancellationToken);
}
