using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Creates, finds, renews and ends instances. Running ones are kept in memory; at startup they are loaded from the store.</summary>
internal sealed class InstanceService : IDisposable
{
    private const string ClosedByCaller = "closed by the caller";
    private readonly ConcurrentDictionary<string, LiveInstance> _live = new(StringComparer.Ordinal);
    private readonly IInstanceStore _store;
    private readonly EnvironmentCatalog _catalog;
    private readonly SeedStore _seeds;
    private readonly SeedConnections _seedConnections = new();
    private readonly LeaseMonitor _leases;
    private readonly AdjustableClock _clock;
    private readonly ServerOptions _options;
    private readonly string _folder;
    private readonly ServerLog _log;
    private int _running;

    public InstanceService(ServerContext context, IInstanceStore store, EnvironmentCatalog catalog)
    {
        _store = store;
        _catalog = catalog;
        _clock = context.Clock;
        _options = context.Options;
        _folder = context.Folder.Instances;
        _log = context.Log;
        _seeds = new SeedStore(context.Folder.Seeds, context.Log);
        _leases = new LeaseMonitor(context.Clock, StoreLeaseEnds);
    }

    /// <summary>Generates instance ids.</summary>
    public IdSource Ids { get; } = new();

    /// <summary>The number of running instances.</summary>
    public int RunningCount => Volatile.Read(ref _running);

    /// <summary>The maximum number of running instances.</summary>
    public int Limit => _options.InstanceLimit;

    /// <summary>Restores the instances that were running when the server stopped. Those whose TTL has expired in the meantime are ended.</summary>
    public async Task StartAsync()
    {
        foreach (InstanceRecord record in await _store.ReadRunningAsync())
        {
            Admit(record);
        }

        _running = _live.Count;
        RemoveLeftOvers();
        _leases.Watch([.. _live.Values]);
        _leases.Check();
    }

    /// <summary>Creates an instance.</summary>
    /// <param name="request">The request.</param>
    /// <param name="replay">The request's idempotency key, or null.</param>
    /// <param name="answer">Creates the answer, which is stored with the instance.</param>
    /// <returns>The answer for the new instance, or the stored answer if the request is a repeat.</returns>
    public async Task<StoredAnswer> CreateAsync(InstanceRequest request, ReplayKey? replay, Func<InstanceRecord, byte[]> answer)
    {
        EnvironmentChoice choice = _catalog.Choose(request.EnvKey, request.EnvVersion, request.DataKey, request.DataVersion);
        string region = string.IsNullOrEmpty(request.Region) ? EnvironmentCatalog.DefaultRegion : request.Region;
        if (!EnvironmentCatalog.Regions.Contains(region))
        {
            string regions = string.Join(", ", EnvironmentCatalog.Regions.Select(static r => $"'{r}'"));
            throw ApiException.BadRequest($"Region {region} not supported. Please use [{regions}]");
        }

        string seed = _seeds.Ensure(choice.ReadSeed());
        DateTimeOffset now = Now();
        InstanceRecord template = new()
        {
            Id = "",
            EnvKey = choice.Folder.Key,
            Version = choice.Version,
            CreatedAt = now,
            UpdatedAt = now,
            Region = region,
            EnvVariables = request.EnvVariables,
            DataKey = choice.DataKey,
            DataVersion = choice.DataVersion,
            Seed = seed,
            RunId = request.RunId,
            TaskKey = request.TaskKey,
            HeartbeatInterval = request.HeartbeatInterval,
            TtlSeconds = request.TtlSeconds ?? (long)Math.Ceiling(_options.DefaultTtl.TotalSeconds),
        };

        bool taken = false;
        bool stored = false;
        try
        {
            return await _store.AddAsync(
                () =>
                {
                    if (!taken)
                    {
                        TakePlace();
                        taken = true;
                    }

                    InstanceRecord record = template with { Id = Ids.Next() };
                    return (record, answer(record));
                },
                replay,
                record =>
                {
                    stored = true;
                    _leases.Watch(Admit(record));
                });
        }
        finally
        {
            if (taken && !stored)
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }

    /// <summary>Returns the running instances that match a filter, in creation order.</summary>
    public IReadOnlyList<LiveInstance> ListRunning(string? runId, string? region)
    {
        List<LiveInstance> found = [];
        foreach ((_, LiveInstance instance) in _live)
        {
            InstanceRecord record = instance.Record;
            if (record.IsRunning && (runId is null || record.RunId == runId) && (region is null || record.Region == region))
            {
                found.Add(instance);
            }
        }

        found.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        return found;
    }

    /// <summary>Returns the ended instances that match a filter, in creation order.</summary>
    public Task<IReadOnlyList<InstanceRecord>> ListEndedAsync(string? runId, string? region) => _store.ReadEndedAsync(runId, region);

    /// <summary>Returns the runs.</summary>
    public Task<IReadOnlyList<InstanceRun>> ListRunsAsync() => _store.ReadRunsAsync();

    /// <summary>Returns an instance, running or ended.</summary>
    /// <exception cref="ApiException">The instance does not exist.</exception>
    public async Task<InstanceRecord> GetAsync(string id) => _live.TryGetValue(id, out LiveInstance? live) ? live.Record : await FindAsync(id);

    /// <summary>Returns an instance, running or ended, or null.</summary>
    public async Task<InstanceRecord?> FindRecordAsync(string id) =>
        _live.TryGetValue(id, out LiveInstance? live) ? live.Record : await _store.FindAsync(id);

    /// <summary>Returns a running instance.</summary>
    /// <param name="id">The instance's id.</param>
    /// <param name="endedStatus">The HTTP status to answer with if the instance has ended.</param>
    /// <exception cref="ApiException">The instance does not exist or has ended.</exception>
    public async Task<LiveInstance> RequireRunningAsync(string id, int endedStatus)
    {
        if (_live.TryGetValue(id, out LiveInstance? live) && live.Record.IsRunning)
        {
            return live;
        }

        InstanceRecord record = live?.Record ?? await FindAsync(id);
        throw new ApiException(endedStatus, $"Instance '{id}' has ended: {record.TerminationReason}");
    }

    /// <summary>Ends an instance. Does nothing if it has already ended.</summary>
    /// <exception cref="ApiException">The instance does not exist.</exception>
    public async Task<InstanceRecord> CloseAsync(string id)
    {
        if (!_live.TryGetValue(id, out LiveInstance? live))
        {
            return await FindAsync(id);
        }

        if ((await EndAsync([live])).Count == 0)
        {
            // Something else is ending it. Reading the store waits for pending writes, so by then that has been stored.
            await FindAsync(id);
        }

        return live.Record;
    }

    /// <summary>Ends all running instances, or only those of one run.</summary>
    /// <returns>The instances that this call has ended.</returns>
    public Task<IReadOnlyList<InstanceRecord>> CloseManyAsync(string? runId) => EndAsync(ListRunning(runId, region: null));

    /// <summary>Records a heartbeat, which renews the lease of the instance.</summary>
    /// <exception cref="ApiException">The instance does not exist or has ended.</exception>
    public async Task<Heartbeat> BeatAsync(string id)
    {
        DateTimeOffset now = Now();
        if (!_live.TryGetValue(id, out LiveInstance? live) || !live.TryBeat(now, out bool save))
        {
            _leases.Check();
            await RequireRunningAsync(id, StatusCodes.Status409Conflict);
            throw ApiException.Conflict($"Instance '{id}' has ended");
        }

        if (save)
        {
            // Not awaited: if the server crashes before this is stored, the lease starts afresh anyway.
            _ = _store.BeatAsync(live);
        }

        return new Heartbeat(id, now, live.Record.HeartbeatInterval);
    }

    /// <summary>Ends and deletes all instances.</summary>
    public async Task ResetAsync()
    {
        await EndAsync([.. _live.Values]);
        await _store.ClearAsync();
        Ids.Reset();
    }

    public void Dispose()
    {
        _leases.Dispose();
        _seedConnections.Dispose();
    }

    /// <summary>Returns the time in whole microseconds, the precision in which it is stored and sent.</summary>
    private DateTimeOffset Now()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % 10));
    }

    private LiveInstance Admit(InstanceRecord record)
    {
        string folder = Path.Combine(_folder, record.Id);
        InstanceDatabases databases = new(_seedConnections, _seeds.PathOf(record.Seed), folder);
        InstanceFiles files = new(() => _catalog.Environments.GetValueOrDefault(record.EnvKey)?.FilesOf(record.Version), Path.Combine(folder, "files"));
        LiveInstance live = new(record, _clock.GetUtcNow(), databases, files);
        _live[record.Id] = live;
        return live;
    }

    private void TakePlace()
    {
        int running = Interlocked.Increment(ref _running);
        if (running > Limit)
        {
            Interlocked.Decrement(ref _running);
            throw new ApiException(StatusCodes.Status403Forbidden, new JsonObject
            {
                ["error_type"] = "instance_limit_exceeded",
                ["message"] = "Instance limit reached",
                ["running_instances"] = running - 1,
                ["instance_limit"] = Limit,
            });
        }
    }

    private async Task<InstanceRecord> FindAsync(string id) => await _store.FindAsync(id) ?? throw ApiException.NotFound("Instance not found");

    /// <summary>Ends the given instances if they are still running, and stores that.</summary>
    private async Task<IReadOnlyList<InstanceRecord>> EndAsync(IReadOnlyCollection<LiveInstance> instances)
    {
        DateTimeOffset now = Now();
        List<(LiveInstance Instance, InstanceRecord Before, InstanceRecord Ended)> ending = [];
        foreach (LiveInstance instance in instances)
        {
            InstanceRecord before = instance.Record;
            if (instance.TryEnd(now, ClosedByCaller) is { } ended)
            {
                ending.Add((instance, before, ended));
            }
        }

        if (ending.Count == 0)
        {
            return [];
        }

        InstanceRecord[] records = [.. ending.Select(static one => one.Ended)];
        Interlocked.Add(ref _running, -ending.Count);
        try
        {
            await _store.EndAsync(records, () => Forget(ending.Select(static one => one.Instance)));
        }
        catch
        {
            foreach ((LiveInstance instance, InstanceRecord before, _) in ending)
            {
                instance.Revive(before);
            }

            Interlocked.Add(ref _running, ending.Count);
            throw;
        }

        _leases.Forget(ending.Count);
        await Task.WhenAll(ending.Select(static one => one.Instance.Databases.RemoveAsync()));
        return records;
    }

    /// <summary>Stores the end of expired instances. Callers already see them as ended; if this fails, the next start ends them again.</summary>
    private void StoreLeaseEnds(IReadOnlyList<(LiveInstance Instance, InstanceRecord Ended)> ended) => _ = StoreLeaseEndsAsync(ended);

    private async Task StoreLeaseEndsAsync(IReadOnlyList<(LiveInstance Instance, InstanceRecord Ended)> ended)
    {
        Interlocked.Add(ref _running, -ended.Count);
        try
        {
            await _store.EndAsync([.. ended.Select(static one => one.Ended)], () => Forget(ended.Select(static one => one.Instance)));
            await Task.WhenAll(ended.Select(static one => one.Instance.Databases.RemoveAsync()));
        }
        catch (OperationCanceledException)
        {
            // The server is stopping. The next start will end these instances.
        }
        catch (Exception e)
        {
            _log.Fail("The end of expired instances could not be stored", e);
        }
    }

    private void Forget(IEnumerable<LiveInstance> instances)
    {
        foreach (LiveInstance instance in instances)
        {
            _live.TryRemove(instance.Id, out _);
        }
    }

    /// <summary>Deletes the files of instances that have ended but could not be cleaned up.</summary>
    private void RemoveLeftOvers()
    {
        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            if (!_live.ContainsKey(Path.GetFileName(folder)))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}

/// <summary>The options for a new instance.</summary>
internal sealed record InstanceRequest
{
    public required string EnvKey { get; init; }

    public string? EnvVersion { get; init; }

    public string? DataKey { get; init; }

    public string? DataVersion { get; init; }

    public string? Region { get; init; }

    public string? RunId { get; init; }

    public string? TaskKey { get; init; }

    /// <summary>A JSON object as text.</summary>
    public string? EnvVariables { get; init; }

    public long? TtlSeconds { get; init; }

    public int? HeartbeatInterval { get; init; }
}
