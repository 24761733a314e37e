using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Keeps instances. What a call returns is kept for good.</summary>
internal interface IInstanceStore
{
    /// <summary>All that run, in the order of their creation.</summary>
    Task<IReadOnlyList<InstanceRecord>> ReadRunningAsync();

    /// <summary>All that have ended, in the order of their creation.</summary>
    Task<IReadOnlyList<InstanceRecord>> ReadEndedAsync(string? runId, string? region);

    /// <summary>One, or null.</summary>
    Task<InstanceRecord?> FindAsync(string id);

    /// <summary>The runs, newest first.</summary>
    Task<IReadOnlyList<InstanceRun>> ReadRunsAsync();

    /// <summary>
    /// Stores a new instance together with the answer to its request, or returns the answer of the request that came first.
    /// </summary>
    /// <param name="candidates">The record and its answer under a fresh id; asked again when the id is taken.</param>
    /// <param name="replay">The request's key, or null.</param>
    /// <param name="stored">Runs once the instance is stored, before anybody hears of it.</param>
    Task<StoredAnswer> AddAsync(Func<(InstanceRecord Record, byte[] Answer)> candidates, ReplayKey? replay, Action<InstanceRecord> stored);

    /// <summary>Stores the end of instances.</summary>
    Task EndAsync(IReadOnlyList<InstanceRecord> ended, Action stored);

    /// <summary>Stores the latest heartbeat of an instance.</summary>
    Task BeatAsync(LiveInstance instance);

    /// <summary>Forgets all.</summary>
    Task ClearAsync();
}
