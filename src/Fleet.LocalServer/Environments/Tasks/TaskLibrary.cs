using System.Text.Json;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>All tasks: those of the environment folders and those that were imported. A change wins over the folder's own text.</summary>
internal sealed class TaskLibrary(EnvironmentCatalog catalog, ITaskStore store, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Task<OrderedDictionary<string, StoredTask>>? _tasks;

    /// <summary>All tasks that pass a filter, those of the folders first.</summary>
    public async Task<IReadOnlyList<StoredTask>> ListAsync(TaskFilter filter)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return [.. tasks.Values.Where(filter.Passes)];
        }
    }

    /// <summary>One task.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async Task<StoredTask> GetAsync(string key) => await FindAsync(key) ?? throw ApiException.NotFound("Task not found");

    /// <summary>One task, or null.</summary>
    public async Task<StoredTask?> FindAsync(string key)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return tasks.GetValueOrDefault(key);
        }
    }

    /// <summary>The task that a verifier belongs to, or null.</summary>
    public async Task<StoredTask?> FindByVerifierAsync(Func<StoredTask, bool> matches)
    {
        OrderedDictionary<string, StoredTask> tasks = await LoadAsync();
        lock (_lock)
        {
            return tasks.Values.FirstOrDefault(task => task.VerifierCode is not null && matches(task));
        }
    }

    /// <summary>Adds a task.</summary>
    /// <exception cref="ApiException">There is one with its key.</exception>
    public async Task<StoredAnswer> AddAsync(StoredTask task, ReplayKey? replay, Func<StoredTask, byte[]> answer)
    {
        await LoadAsync();
        return catalog.Tasks.Any(known => known.Key == task.Key)
            ? throw ApiException.Conflict($"Task '{task.Key}' already exists")
            : await store.AddAsync(task, replay, answer, () => Remember(task));
    }

    /// <summary>Changes a task. New code makes a new version of its verifier.</summary>
    /// <exception cref="ApiException">There is none.</exception>
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

    /// <summary>Goes back to what the environment folders hold.</summary>
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

    /// <summary>Every change waits for the tasks to be read first, so they are there.</summary>
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

/// <summary>Which tasks are wanted; null asks for nothing.</summary>
internal sealed record TaskFilter
{
    public string? EnvKey { get; init; }

    public IReadOnlySet<string>? Keys { get; init; }

    public string? TeamId { get; init; }

    public string? ProjectKey { get; init; }

    public string? DataId { get; init; }

    public string? DataVersion { get; init; }

    /// <summary>Whether a task is wanted.</summary>
    public bool Passes(StoredTask task) =>
        (EnvKey is null || task.EnvironmentId == EnvKey || $"{task.EnvironmentId}:{task.Version}" == EnvKey)
        && (Keys is null || Keys.Contains(task.Key))
        && (TeamId is null || TeamId == Account.TeamId)
        && (ProjectKey is null || task.ProjectKey == ProjectKey)
        && (DataId is null || task.DataId == DataId)
        && (DataVersion is null || task.DataVersion == DataVersion);
}
