namespace Fleet.LocalServer.Environments.Model;

/// <summary>A heartbeat received for an instance.</summary>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="ReceivedAt">The time it was received.</param>
/// <param name="Interval">The seconds until the next heartbeat is due; null if the instance has no heartbeats and its lease cannot be extended.</param>
internal sealed record Heartbeat(string InstanceId, DateTimeOffset ReceivedAt, int? Interval);
