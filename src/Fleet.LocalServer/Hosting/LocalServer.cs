using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.LocalServer.Agents;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments;
using Fleet.LocalServer.Releases;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.AspNetCore.Connections;

namespace Fleet.LocalServer.Hosting;

/// <summary>A running server: its state, its services and the port they share.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerContext _context;
    private readonly IReadOnlyList<IServerService> _services;
    private bool _disposed;

    private LocalServer(WebApplication app, ServerContext context, IReadOnlyList<IServerService> services, Uri url)
    {
        _app = app;
        _context = context;
        _services = services;
        Url = url.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>The address the server listens on, without a trailing slash.</summary>
    public string Url { get; }

    /// <summary>The services on the port.</summary>
    public IReadOnlyList<IServerService> Services => _services;

    /// <summary>The database with the server's state.</summary>
    public StateDatabase Database => _context.Database;

    /// <summary>Starts a server.</summary>
    /// <param name="options">The server's options.</param>
    /// <param name="log">The server's log.</param>
    /// <param name="clock">The clock to use; null for the system's.</param>
    /// <param name="cancellationToken">Stops the server, during startup or later.</param>
    /// <exception cref="ServerSetupException">The server cannot start.</exception>
    public static async Task<LocalServer> StartAsync(
        ServerOptions options, ServerLog log, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        await using CleanUp cleanUp = new();
        RequireKeyBeyondLoopback(options);
        DataFolder folder = cleanUp.Add(DataFolder.Open(options.DataPath, options.DeleteDataOnExit));
        AdjustableClock time = new(clock ?? TimeProvider.System);

        // Loading native SQLite and building the web application both take up much of the startup time, so they run in parallel.
        Task<StateDatabase> opening = Task.Run(() => StateDatabase.Open(folder.Database), CancellationToken.None);
        WebApplication app = cleanUp.Add(Build(options));
        StateDatabase database = cleanUp.Add(await opening);

        ServerContext context = new(options, folder, database, time, log);
        EnvironmentsService environments = cleanUp.Add(new EnvironmentsService(context));
        ReleasesService releases = cleanUp.Add(new ReleasesService(context));
        IReadOnlyList<IServerService> services = [environments, releases, cleanUp.Add(new AgentsService(context))];
        foreach (IServerService service in services)
        {
            await service.StartAsync(cancellationToken);
        }

        ServerPipeline.Use(app, context, services);
        await ListenAsync(app, options.Url, cancellationToken);
        LocalServer server = new(app, context, services, new Uri(app.Urls.First()));
        ParentWatch.Start(options, app.Lifetime, cancellationToken);
        cleanUp.Release();
        return server;
    }

    /// <summary>Waits until the server is stopped by a signal, the end of its parent process or the caller.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _app.DisposeAsync();
        foreach (IServerService service in _services)
        {
            await service.DisposeAsync();
        }

        await _context.Database.DisposeAsync();
        _context.Folder.Dispose();
    }

    private static void RequireKeyBeyondLoopback(ServerOptions options)
    {
        if (options.ApiKey is null && !options.Url.IsLoopback)
        {
            throw new ServerSetupException(
                $"Listening on '{options.Url.Host}', which other machines can reach, needs a key: set {ServerSecrets.ApiKeyName} or give --secrets-file.");
        }
    }

    private static WebApplication Build(ServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.ExactAgents)
            {
                // The original accepts any bytes in a cookie.
                kestrel.RequestHeaderEncodingSelector = static name => name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1 : null;
            }

            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDrainedBytes;
            if (IPAddress.TryParse(options.Url.Host.Trim('[', ']'), out IPAddress? address))
            {
                kestrel.Listen(address, options.Url.Port);
            }
            else if (options.Url.IsLoopback && options.Url.Port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else if (options.Url.IsLoopback)
            {
                kestrel.ListenLocalhost(options.Url.Port);
            }
            else
            {
                kestrel.ListenAnyIP(options.Url.Port);
            }
        });
        if (options.ExitWithStandardInput)
        {
            builder.Services.AddSingleton<IHostLifetime, ChildLifetime>();
        }

        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        return builder.Build();
    }

    private static async Task ListenAsync(WebApplication app, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            string message = string.Create(
                CultureInfo.InvariantCulture, $"The address {url.Host}:{url.Port} is in use. Use another port, or port 0 for a free one.");
            throw new ServerSetupException(message, e);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new ServerSetupException($"The server cannot listen on {url}: {e.Message}", e);
        }
    }
}
