using Fleet.Client;

namespace Fleet.Commands;

/// <summary>One background sender: the client's, and whose it is.</summary>
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

    /// <summary>Stops without waiting for a heartbeat that is under way.</summary>
    public void Stop()
    {
        _stopped = true;
        _keepAlive!.Dispose();
    }

    private void Lost(FleetHeartbeatSender status)
    {
        // The answer to a heartbeat that was under way when the instance was closed is no news.
        if (!_stopped)
        {
            Owner.Notify($"Instance '{InstanceId}' is no longer kept alive: {status.Reason}");
        }
    }
}
