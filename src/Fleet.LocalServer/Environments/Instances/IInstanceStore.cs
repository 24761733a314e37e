using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Stores instances. Once a call has returned, its changes are durable.</summary>
internal interface IInstanceStore
{
    /// <summary>Returns the running instances, in creation order.</summary>
    Task<IReadOnlyList<InstanceRecord>> ReadRunningAsync();

    /// <summary>Returns the instances that have ended, in creation order.</summary>
    Task<IReadOnlyList<InstanceRecord>> ReadEndedAsync(string? runId, string? region);

    /// <summary>Returns an instance, or null.</summary>
    Task<InstanceRecord?> FindAsync(string id);

    /// <summary>Returns the runs, newest first.</summary>
    Task<IReadOnlyList<InstanceRun>> ReadRunsAsync();

    /// <summary>Stores a new instance together with the answer to its request, or returns the stored answer if the request is a repeat.</summary>
    /// <param name="candidates">Creates the record under a fresh id, and its answer. Called again if the id is already in use.</param>
    /// <param name="replay">The request's idempotency key, or null.</param>
    /// <param name="stored">Runs once the instance is stored, before the answer is sent.</param>
    Task<StoredAnswer> AddAsync(Func<(InstanceRecord Record, byte[] Answer)> candidates, ReplayKey? replay, Action<InstanceRecord> stored);

    /// <summary>Stores the end of instances.</summary>
    Task EndAsync(IReadOnlyList<InstanceRecord> ended, Action stored);

    /// <summary>Stores the latest heartbeat of an instance.</summary>
    Task BeatAsync(LiveInstance instance);

    /// <summary>Deletes all instances.</summary>
    Task ClearAsync();
}
