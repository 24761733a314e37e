using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>Keeps the tasks that were imported, and those of environments that were changed.</summary>
internal interface ITaskStore
{
    /// <summary>All of them, in the order in which they came.</summary>
    Task<IReadOnlyList<StoredTask>> ReadAsync();

    /// <summary>Adds a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="replay">The request's key, or null.</param>
    /// <param name="answer">Makes the answer to the request.</param>
    /// <param name="stored">Runs once it is stored.</param>
    /// <exception cref="ApiException">There is one with its key.</exception>
    Task<StoredAnswer> AddAsync(StoredTask task, ReplayKey? replay, Func<StoredTask, byte[]> answer, Action stored);

    /// <summary>Changes a task: what <paramref name="change"/> makes of the stored one, or of null, is stored.</summary>
    Task<StoredTask> ChangeAsync(string key, Func<StoredTask?, StoredTask> change, Action<StoredTask> stored);

    /// <summary>Forgets all.</summary>
    Task ClearAsync();
}
