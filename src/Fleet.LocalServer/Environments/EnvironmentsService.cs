using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.App;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Jobs;
using Fleet.LocalServer.Environments.Mcp;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Environments;

/// <summary>The environments service: environments, instances, runs, account, tasks, jobs, verification, and the APIs of the instances themselves.</summary>
internal sealed class EnvironmentsService : IServerService
{
    private readonly ServerContext _context;
    private readonly SqliteInstanceStore _instanceStore;
    private readonly SqliteTaskStore _taskStore;
    private readonly BundleStore _bundles;
    private readonly JobStore _jobs;
    private readonly TranscriptStore _sessions;
    private readonly VerificationStore _verifications;
    private readonly ReplayStore _replays = new();
    private readonly VerifierEngine _engine;

    public EnvironmentsService(ServerContext context)
    {
        _context = context;
        _instanceStore = new SqliteInstanceStore(context.Database, context.Clock);
        _taskStore = new SqliteTaskStore(context.Database, context.Clock);
        _bundles = new BundleStore(context.Database, context.Clock);
        _jobs = new JobStore(context.Database, context.Clock);
        _sessions = new TranscriptStore(context.Database, context.Clock);
        _verifications = new VerificationStore(context.Database, context.Clock);
        _engine = new VerifierEngine(new VerifierEngineOptions { Python = context.Options.Python });
        Catalog = new EnvironmentCatalog(context.Options.EnvironmentPaths, context.Log);
        Instances = new InstanceService(context, _instanceStore, Catalog);
        Tasks = new TaskLibrary(Catalog, _taskStore, context.Clock);
    }

    public EnvironmentCatalog Catalog { get; }

    public InstanceService Instances { get; }

    public TaskLibrary Tasks { get; }

    public bool GuardsItself(PathString path) => false;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string path in _context.Options.EnvironmentPaths)
        {
            if (!Directory.Exists(path))
            {
                throw new ServerSetupException($"The folder of environments '{path}' is not there.");
            }
        }

        foreach (ISchemaPart part in (ISchemaPart[])[_replays, _instanceStore, _taskStore, _bundles, _jobs, _sessions, _verifications])
        {
            await _context.Database.MigrateAsync(part);
        }

        await Instances.StartAsync();

        // Neither is awaited: the server answers at once, and the catalog and its warnings are usually ready before the first request that needs it.
        _ = Task.Run(() => Catalog.Environments.Count, CancellationToken.None);
        _ = _context.Database.Writer.RunAsync(session => ReplayStore.Prune(session, _context.Clock.GetUtcNow()));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        new EnvironmentEndpoints(Catalog).Map(routes);
        new InstanceEndpoints(Instances).Map(routes);
        new RunEndpoints(Instances).Map(routes);
        new TaskEndpoints(Tasks, _context.Clock).Map(routes);
        new VerifierEndpoints(Tasks, Instances, _bundles, _verifications, _engine).Map(routes);
        new JobEndpoints(_jobs, Tasks, Catalog).Map(routes);
        new TranscriptEndpoints(_sessions, new TranscriptViews(_sessions, Tasks, Instances)).Map(routes);
        new ManagerEndpoints(Instances, _engine, _context.Clock).Map(routes);
        new DiffEndpoints(Instances).Map(routes);
        new FileEndpoints(Instances).Map(routes);
        new McpEndpoints(Instances).Map(routes);
        new JudgeEndpoints(Instances, _context.Options.JudgeCommand is { } judge ? new JudgeCommand(judge) : null).Map(routes);
        RowEndpoints rows = new(Instances);
        rows.Map(routes);
        new PageEndpoints(Instances, Tasks, rows).Map(routes);
    }

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await Instances.ResetAsync();
        await Tasks.ResetAsync();
        await _bundles.ClearAsync();
        await _jobs.ClearAsync();
        await _sessions.ClearAsync();
        await _verifications.ClearAsync();
    }

    public ValueTask DisposeAsync()
    {
        Instances.Dispose();
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
