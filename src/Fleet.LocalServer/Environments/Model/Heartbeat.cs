namespace Fleet.LocalServer.Environments.Model;

/// <summary>A heartbeat that an instance has received.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="ReceivedAt">The time of the beat.</param>
/// <param name="Interval">Seconds until the next one is due; null for an instance without heartbeats, whose lease no beat prolongs.</param>
internal sealed record Heartbeat(string InstanceId, DateTimeOffset ReceivedAt, int? Interval);
