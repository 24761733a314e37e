using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Running environments: make, find, keep alive, close.</summary>
public sealed class InstancesClient
{
    private readonly FleetSender _sender;

    internal InstancesClient(FleetSender sender) => _sender = sender;

    /// <summary>Makes an instance. Sent once unless the service honours the idempotency key; the same key is on every attempt.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="cancellationToken">Ends the call; the instance may exist all the same.</param>
    /// <returns>The instance as the service answers it: it may still be <c>pending</c>.</returns>
    /// <exception cref="FleetLimitException">No more instances may run.</exception>
    /// <exception cref="FleetNotFoundException">There is no such environment or version.</exception>
    /// <exception cref="FleetValidationException">A value is out of range, or the region is not supported.</exception>
    public Task<FleetInstance> CreateAsync(FleetInstanceRequest request, CancellationToken cancellationToken = default) => throw new NotImplementedException(_sender.ToString());

    /// <summary>Lists instances: the live ones, unless a status is asked for.</summary>
    /// <param name="query">Which; null means all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The instances, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">A filter is empty.</exception>
    public IAsyncEnumerable<FleetInstance> ListAsync(FleetInstanceQuery? query = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads one instance; an ended one can still be read.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public Task<FleetInstance> GetAsync(string instanceId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes one instance. One that has ended already is a success.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The instance after closing.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public Task<FleetInstance> CloseAsync(string instanceId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes all instances of a run, of a profile, or of a run of a profile. At least one must be given.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="profileId">The profile; <c>self</c> is the caller's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The instances that were closed.</returns>
    /// <exception cref="FleetValidationException">Neither is given, or one is empty: this never means "all".</exception>
    public Task<IReadOnlyList<FleetInstance>> CloseManyAsync(string? runId, string? profileId = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Tells the service that an instance is still in use.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="region">The region to name, see <see cref="FleetInstance.HeartbeatRegion"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When the next heartbeat is due.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public Task<FleetHeartbeat> SendHeartbeatAsync(string instanceId, string? region = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Keeps an instance alive in the background: a heartbeat at once, then one at each third of the interval.</summary>
    /// <param name="instance">The instance; its interval must be known, from it or from the options.</param>
    /// <param name="options">How often, how long, and who is told when the lease is lost.</param>
    /// <returns>The sender. Disposing it stops the heartbeats and leaves the instance alone.</returns>
    /// <exception cref="FleetValidationException">No interval is known.</exception>
    public FleetKeepAlive KeepAlive(FleetInstance instance, FleetKeepAliveOptions? options = null) => throw new NotImplementedException();
}
