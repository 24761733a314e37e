namespace Fleet.Client;

/// <summary>Sends heartbeats for one instance until it is disposed, its time is over, or the instance ends.</summary>
public sealed class FleetKeepAlive : IAsyncDisposable, IDisposable
{
    internal FleetKeepAlive()
    {
    }

    /// <summary>The instance that is kept alive.</summary>
    public string InstanceId => throw new NotImplementedException();

    /// <summary>What the sender is doing now.</summary>
    /// <returns>A snapshot.</returns>
    public FleetHeartbeatSender GetStatus() => throw new NotImplementedException();

    /// <summary>Completes when no more heartbeats will be sent.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>Stops the heartbeats without waiting for one that is under way.</summary>
    public void Dispose() => throw new NotImplementedException();

    /// <summary>Stops the heartbeats and waits for one that is under way.</summary>
    /// <returns>When the last one is done.</returns>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
