using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A background sender: the client's keep-alive with its owner.</summary>
internal sealed class HeartbeatSender(string connectionId, HeartbeatOwner owner, FleetInstance instance)
{
    private FleetKeepAlive? _keepAlive;
    private volatile bool _stopped;

    public string ConnectionId { get; } = connectionId;

    public HeartbeatOwner Owner { get; } = owner;

    public string InstanceId { get; } = instance.InstanceId;

    public string? RunId { get; } = instance.RunId;

    public Task Completion => _keepAlive!.Completion;

    public FleetHeartbeatSender Status => _keepAlive!.GetStatus();

    public void Begin(FleetClient client, FleetInstance of, FleetKeepAliveOptions options) =>
        _keepAlive = client.Instances.KeepAlive(of, options with { Lost = Lost });

    /// <summary>Stops without waiting for a heartbeat in progress.</summary>
    public void Stop()
    {
        _stopped = true;
        _keepAlive!.Dispose();
    }

    private void Lost(FleetHeartbeatSender status)
    {
        // A heartbeat that was in progress when the instance was closed fails as expected.
        if (!_stopped)
        {
            Owner.Notify($"Instance '{InstanceId}' is no longer kept alive: {status.Reason}");
        }
    }
}
