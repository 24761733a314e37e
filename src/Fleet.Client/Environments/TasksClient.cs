using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Tasks for agents.</summary>
public sealed class TasksClient
{
    private readonly FleetSender _sender;

    internal TasksClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists tasks.</summary>
    /// <param name="query">Which; null means all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tasks, in the service's order.</returns>
    /// <exception cref="FleetValidationException">A filter is empty.</exception>
    public IAsyncEnumerable<FleetTask> ListAsync(FleetTaskQuery? query = null, CancellationToken cancellationToken = default) => throw new NotImplementedException(_sender.ToString());

    /// <summary>Reads one task.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="versionId">One version of it; null is the newest.</param>
    /// <param name="teamId">The team that owns it; null is the caller's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    /// <exception cref="FleetNotFoundException">There is no such task.</exception>
    public Task<FleetTask> GetAsync(string key, string? versionId = null, string? teamId = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a task on the service.</summary>
    /// <param name="task">The task; it needs a key, a prompt, an environment and a verifier with a function.</param>
    /// <param name="projectKey">The project to put it in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as the service keeps it.</returns>
    /// <exception cref="FleetConflictException">There is such a task already.</exception>
    /// <exception cref="FleetValidationException">Something is missing; nothing was sent.</exception>
    public Task<FleetTask> ImportAsync(FleetTask task, string? projectKey = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes a task.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="update">What changes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task after the change.</returns>
    /// <exception cref="FleetNotFoundException">There is no such task.</exception>
    /// <exception cref="FleetValidationException">Nothing is to be changed.</exception>
    public Task<FleetTask> UpdateAsync(string key, FleetTaskUpdate update, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
