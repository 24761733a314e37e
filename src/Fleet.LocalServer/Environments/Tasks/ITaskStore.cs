using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>Stores imported tasks and changed tasks of environments.</summary>
internal interface ITaskStore
{
    /// <summary>Returns all stored tasks, in the order they were added.</summary>
    Task<IReadOnlyList<StoredTask>> ReadAsync();

    /// <summary>Adds a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="replay">The request's idempotency key, or null.</param>
    /// <param name="answer">Creates the answer to the request.</param>
    /// <param name="stored">Runs once the task is stored.</param>
    /// <exception cref="ApiException">A task with this key already exists.</exception>
    Task<StoredAnswer> AddAsync(StoredTask task, ReplayKey? replay, Func<StoredTask, byte[]> answer, Action stored);

    /// <summary>Changes a task: passes the stored task (or null) to <paramref name="change"/> and stores the result.</summary>
    Task<StoredTask> ChangeAsync(string key, Func<StoredTask?, StoredTask> change, Action<StoredTask> stored);

    /// <summary>Deletes all tasks.</summary>
    Task ClearAsync();
}
