using System.Text.Json;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>All tasks: those from environment folders and those imported. Stored changes take precedence over the folders.</summary>
internal sealed class TaskLibrary(EnvironmentCatalog catalog, ITaskStore store, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Task<OrderedDictionary<string, StoredTask>>? _tasks;

    /// <summary>Returns the tasks that match a filter, with those from the folders first.</summary>
    public async Task<IReadOnlyList<StoredTask>> ListAsync(TaskFilter filter)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return [.. tasks.Values.Where(filter.Passes)];
        }
    }

    /// <summary>Returns a task.</summary>
    /// <exception cref="ApiException">The task does not exist.</exception>
    public async Task<StoredTask> GetAsync(string key) => await FindAsync(key) ?? throw ApiException.NotFound("Task not found");

    /// <summary>Returns a task, or null.</summary>
    public async Task<StoredTask?> FindAsync(string key)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return tasks.GetValueOrDefault(key);
        }
    }

    /// <summary>Returns the first task whose verifier matches, or null.</summary>
    public async Task<StoredTask?> FindByVerifierAsync(Func<StoredTask, bool> matches)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return tasks.Values.FirstOrDefault(task => task.VerifierCode is not null && matches(task));
        }
    }

    /// <summary>Adds a task.</summary>
    /// <exception cref="ApiException">A task with this key already exists.</exception>
    public async Task<StoredAnswer> AddAsync(StoredTask task, ReplayKey? replay, Func<StoredTask, byte[]> answer)
    {
        await LoadAsync();
        return catalog.Tasks.Any(known => known.Key == task.Key)
            ? throw ApiException.Conflict($"Task '{task.Key}' already exists")
            : await store.AddAsync(task, replay, answer, () => Remember(task));
    }

    /// <summary>Changes a task. New code increments the verifier's version.</summary>
    /// <exception cref="ApiException">The task does not exist.</exception>
    public async Task<StoredTask> ChangeAsync(string key, string? prompt, string? verifierCode, JsonElement? metadata)
    {
        await LoadAsync();
        return await store.ChangeAsync(
            key,
            stored =>
            {
                StoredTask task = stored ?? catalog.Tasks.FirstOrDefault(known => known.Key == key) ?? throw ApiException.NotFound("Task not found");
                if (verifierCode is not null && verifierCode != task.VerifierCode)
                {
                    task = task with
                    {
                        VerifierCode = verifierCode,
                        VerifierVersion = task.VerifierCode is null ? 1 : task.VerifierVersion + 1,
                        VerifierCreatedAt = clock.GetUtcNow(),
                    };
                }

                return task with { Prompt = prompt ?? task.Prompt, Metadata = metadata ?? task.Metadata };
            },
            Remember);
    }

    /// <summary>Restores the tasks defined by the environment folders.</summary>
    public async Task ResetAsync()
    {
        await store.ClearAsync();
        lock (_lock)
        {
            _tasks = null;
        }
    }

    private Task<OrderedDictionary<string, StoredTask>> LoadAsync()
    {
        lock (_lock)
        {
            return _tasks is null or { IsFaulted: true } ? _tasks = ReadAsync() : _tasks;
        }
    }

    private async Task<OrderedDictionary<string, StoredTask>> ReadAsync()
    {
        OrderedDictionary<string, StoredTask> tasks = new(StringComparer.Ordinal);
        foreach (StoredTask task in catalog.Tasks.Concat(await store.ReadAsync()))
        {
            tasks[task.Key] = task;
        }

        return tasks;
    }

    /// <summary>Updates the loaded tasks. Every change loads them first, so they are always available here.</summary>
    private void Remember(StoredTask task)
    {
        lock (_lock)
        {
            if (_tasks is { IsCompletedSuccessfully: true } tasks)
            {
                tasks.Result[task.Key] = task;
            }
        }
    }
}

/// <summary>A filter for tasks. Null properties match everything.</summary>
internal sealed record TaskFilter
{
    public string? EnvKey { get; init; }

    public IReadOnlySet<string>? Keys { get; init; }

    public string? TeamId { get; init; }

    public string? ProjectKey { get; init; }

    public string? DataId { get; init; }

    public string? DataVersion { get; init; }

    /// <summary>Returns true if a task matches.</summary>
    public bool Passes(StoredTask task) =>
        (EnvKey is null || task.EnvironmentId == EnvKey || $"{task.EnvironmentId}:{task.Version}" == EnvKey)
        && (Keys is null || Keys.Contains(task.Key))
        && (TeamId is null || TeamId == Account.TeamId)
        && (ProjectKey is null || task.ProjectKey == ProjectKey)
        && (DataId is null || task.DataId == DataId)
        && (DataVersion is null || task.DataVersion == DataVersion);
}
