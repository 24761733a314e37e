using System.Diagnostics.CodeAnalysis;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Running environments: creating, finding, keeping alive and closing them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never taken has nothing to dispose.")]
public sealed class InstancesClient
{
    // Many background senders must not take all the connections from the caller's other calls.
    private const int HeartbeatsAtOnce = 16;

    private const int LongestTaskKey = 500;

    private readonly FleetSender _sender;
    private readonly SemaphoreSlim _heartbeats = new(HeartbeatsAtOnce);

    internal InstancesClient(FleetSender sender) => _sender = sender;

    /// <summary>Creates an instance. Sent once unless the service honours the idempotency key; every attempt carries the same key.</summary>
    /// <param name="request">The values of the new object.</param>
    /// <param name="cancellationToken">Cancels the call; the instance may be created nevertheless.</param>
    /// <returns>The instance as the service returns it: it may still be <c>pending</c>.</returns>
    /// <exception cref="FleetLimitException">No more instances may run.</exception>
    /// <exception cref="FleetNotFoundException">There is no such environment or version.</exception>
    /// <exception cref="FleetValidationException">A value is out of range, or the region is not supported.</exception>
    public async Task<FleetInstance> CreateAsync(FleetInstanceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        FleetRequest call = new()
        {
            Method = HttpMethod.Post,
            PathAndQuery = "/v1/env/instances",
            BaseAddress = HostedRegions.Address(_sender.Options.Uri, request.Region),
            Json = InstanceWire.Body(request),
            Headers = TaskHeader(request.Task),
            Repeat = FleetRepeat.Create,
            Resource = ("instance", null),
        };
        FleetInstance instance = await AnswerAsync(call, cancellationToken).ConfigureAwait(false);
        return request.Task is null ? instance : instance with { Task = request.Task };
    }

    /// <summary>Lists instances: the live ones, unless the filter has a status.</summary>
    /// <param name="query">The filter; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instances, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">A filter is empty.</exception>
    public IAsyncEnumerable<FleetInstance> ListAsync(FleetInstanceQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new FleetInstanceQuery();
        string path = FleetPath.Query(
            "/v1/env/instances",
            ("status", FleetCheck.Filter(query.Status, nameof(query.Status))),
            ("region", FleetCheck.Filter(query.Region, nameof(query.Region))),
            ("run_id", FleetCheck.Filter(query.RunId, nameof(query.RunId))),
            ("profile_id", FleetCheck.Filter(query.ProfileId, nameof(query.ProfileId))));
        return JsonList.ItemsAsync(
            _sender,
            new FleetRequest { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("instance", null) },
            InstanceWire.Instances,
            cancellationToken);
    }

    /// <summary>Reads one instance; one that has ended can still be read.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public Task<FleetInstance> GetAsync(string instanceId, CancellationToken cancellationToken = default) =>
        AnswerAsync(One(HttpMethod.Get, instanceId), cancellationToken);

    /// <summary>Reads an instance again.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instance as it is now.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public async Task<FleetInstance> GetAsync(FleetInstance instance, CancellationToken cancellationToken = default) =>
        WithTask(await GetAsync(IdOf(instance), cancellationToken).ConfigureAwait(false), instance);

    /// <summary>Closes one instance. It is a success if the instance has ended already.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instance after closing.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public Task<FleetInstance> CloseAsync(string instanceId, CancellationToken cancellationToken = default) =>
        AnswerAsync(One(HttpMethod.Delete, instanceId), cancellationToken);

    /// <summary>Closes one instance. It is a success if the instance has ended already.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instance after closing.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public async Task<FleetInstance> CloseAsync(FleetInstance instance, CancellationToken cancellationToken = default) =>
        WithTask(await CloseAsync(IdOf(instance), cancellationToken).ConfigureAwait(false), instance);

    /// <summary>Closes all instances of a run, of a profile, or of a run of a profile. At least one of the two is required.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="profileId">The profile; <c>self</c> is the caller's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instances that were closed.</returns>
    /// <exception cref="FleetValidationException">Neither is given, or one is empty: this never means "all".</exception>
    public async Task<IReadOnlyList<FleetInstance>> CloseManyAsync(string? runId, string? profileId = null, CancellationToken cancellationToken = default)
    {
        if (runId is null && profileId is null)
        {
            throw FleetCheck.Failed(nameof(runId), "a run or a profile must be given; instances are never all closed at once");
        }

        string path = FleetPath.Query(
            "/v1/env/instances/batch", ("run_id", FleetCheck.Filter(runId, nameof(runId))), ("profile_id", FleetCheck.Filter(profileId, nameof(profileId))));
        FleetRequest request = new() { Method = HttpMethod.Delete, PathAndQuery = path, Resource = ("instance", null) };
        return await JsonList.ItemsAsync(_sender, request, InstanceWire.Instances, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the service that an instance is still in use.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="region">The region to name, see <see cref="FleetInstance.HeartbeatRegion"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time at which the next heartbeat is due.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public async Task<FleetHeartbeat> SendHeartbeatAsync(string instanceId, string? region = null, CancellationToken cancellationToken = default)
    {
        using JsonBody body = new();
        FleetRequest request = One(HttpMethod.Post, instanceId, "heartbeat") with
        {
            Json = body.Add("region", FleetCheck.Filter(region, nameof(region))).Finish(),
        };
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(HeartbeatWire.Heartbeat), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the service that an instance is still in use, naming its <see cref="FleetInstance.HeartbeatRegion"/>.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time at which the next heartbeat is due.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public Task<FleetHeartbeat> SendHeartbeatAsync(FleetInstance instance, CancellationToken cancellationToken = default) =>
        SendHeartbeatAsync(IdOf(instance), HeartbeatRegion(instance), cancellationToken);

    /// <summary>Keeps an instance alive in the background: sends a heartbeat at once, then one every third of the interval.</summary>
    /// <param name="instance">The instance; its interval must be set on it or in the options.</param>
    /// <param name="options">The interval, the duration, and the callback for a lost lease.</param>
    /// <returns>The sender. Disposing it stops the heartbeats and leaves the instance alone.</returns>
    /// <exception cref="FleetValidationException">No interval is known.</exception>
    public FleetKeepAlive KeepAlive(FleetInstance instance, FleetKeepAliveOptions? options = null)
    {
        string instanceId = FleetCheck.Filled(IdOf(instance), nameof(instance.InstanceId));
        options ??= new FleetKeepAliveOptions();
        TimeSpan? interval = options.Interval ?? instance.HeartbeatInterval;
        if (interval is not { } known || known <= TimeSpan.Zero)
        {
            throw FleetCheck.Failed(nameof(options.Interval), $"the instance '{instanceId}' has no heartbeat interval, and none is given");
        }

        if (options.For <= TimeSpan.Zero)
        {
            throw FleetCheck.Failed(nameof(options.For), "must be more than 0 seconds");
        }

        string? region = FleetCheck.Filter(options.Region, nameof(options.Region)) ?? HeartbeatRegion(instance);
        FleetKeepAlive keepAlive = new(instanceId, instance.RunId, known, options, _sender.Options.TimeProvider, _heartbeats, token =>
            SendHeartbeatAsync(instanceId, region, token));
        keepAlive.Start();
        return keepAlive;
    }

    /// <summary>Returns the manager of an instance: access to its databases, files and tools.</summary>
    /// <param name="instance">The instance's id, or the http or https address of its manager.</param>
    /// <returns>The instance's manager. Nothing is sent yet.</returns>
    /// <exception cref="FleetValidationException">It is empty, or looks like an address but is not one.</exception>
    public InstanceManagerClient Manager(string instance)
    {
        string id = FleetCheck.Filled(instance, nameof(instance));
        return InstanceAddress.TryRead(id, out Uri? address)
            ? new InstanceManagerClient(_sender, id, _ => Task.FromResult(InstanceAddress.Describe(id, address)))
            : new InstanceManagerClient(_sender, id, token => GetAsync(id, token));
    }

    /// <summary>Returns the manager of an instance: access to its databases, files and tools.</summary>
    /// <param name="instance">The instance; if it does not contain the address of its manager, the service is asked for it.</param>
    /// <returns>The instance's manager. Nothing is sent yet.</returns>
    /// <exception cref="FleetValidationException">It has no id.</exception>
    public InstanceManagerClient Manager(FleetInstance instance)
    {
        string id = FleetCheck.Filled(IdOf(instance), nameof(instance.InstanceId));
        return instance.Urls?.Manager?.Api is null && instance.Urls?.Root is null
            ? Manager(id)
            : new InstanceManagerClient(_sender, id, _ => Task.FromResult(instance));
    }

    private static FleetInstance WithTask(FleetInstance now, FleetInstance before) => before.Task is null ? now : now with { Task = before.Task };

    private static string IdOf(FleetInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.InstanceId;
    }

    private static string? HeartbeatRegion(FleetInstance instance) => string.IsNullOrEmpty(instance.HeartbeatRegion) ? null : instance.HeartbeatRegion;

    private static FleetRequest One(HttpMethod method, string instanceId, params ReadOnlySpan<string> below)
    {
        string id = FleetCheck.Filled(instanceId, nameof(instanceId));
        return new FleetRequest { Method = method, PathAndQuery = FleetPath.Segments(["v1", "env", "instances", id, .. below]), Resource = ("instance", id) };
    }

    /// <summary>
    /// Names the task to a server that shows it to people in the instance, as the local server does. It is a header, since the meaning of a task's id in the
    /// body is not known for the hosted service, and an unknown header does no harm.
    /// </summary>
    private static (string, string)[] TaskHeader(FleetTask? task) =>
        task is { Key: { Length: > 0 and <= LongestTaskKey } key } ? [("Fleet-Task-Key", Uri.EscapeDataString(key))] : [];

    private Task<FleetInstance> AnswerAsync(FleetRequest request, CancellationToken cancellationToken) =>
        JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(InstanceWire.Instance), cancellationToken);
}
