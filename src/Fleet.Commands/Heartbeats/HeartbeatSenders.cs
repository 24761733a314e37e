using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// The background senders of the process. Each belongs to the runspace that started it and ends with it; closing an instance stops its
/// senders wherever they were started.
/// </summary>
internal static class HeartbeatSenders
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, List<HeartbeatSender>> s_byInstance = new(StringComparer.Ordinal);

    /// <summary>Starts a sender; it takes the place of the one that the same runspace has for the instance.</summary>
    /// <param name="client">The connection's own client: a view of it would report to a cmdlet that has ended.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="owner">The runspace.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="options">How often and how long.</param>
    /// <returns>The sender.</returns>
    /// <exception cref="FleetValidationException">No interval is known.</exception>
    public static HeartbeatSender Start(
        FleetClient client, string connectionId, HeartbeatOwner owner, FleetInstance instance, FleetKeepAliveOptions options)
    {
        HeartbeatSender sender = new(connectionId, owner, instance);
        HeartbeatSender? former;
        sender.Begin(client, instance, options);
        lock (s_lock)
        {
            if (!s_byInstance.TryGetValue(instance.InstanceId, out List<HeartbeatSender>? senders))
            {
                s_byInstance.Add(instance.InstanceId, senders = []);
            }

            former = senders.Find(other => ReferenceEquals(other.Owner, owner) && other.ConnectionId == connectionId);
            if (former is not null)
            {
                senders.Remove(former);
            }

            senders.Add(sender);
        }

        former?.Stop();

        // One that ends by itself leaves the list by itself; when it has ended before it was listed, this runs at once.
        _ = sender.Completion.ContinueWith(
            _ => Remove(sender), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return sender;
    }

    /// <summary>Stops what keeps one instance alive.</summary>
    /// <returns>The senders that were stopped.</returns>
    public static IReadOnlyList<HeartbeatSender> Stop(string instanceId)
    {
        List<HeartbeatSender>? stopped;
        lock (s_lock)
        {
            s_byInstance.Remove(instanceId, out stopped);
        }

        stopped?.ForEach(static sender => sender.Stop());
        return stopped ?? [];
    }

    /// <summary>Stops all senders that match.</summary>
    /// <returns>The senders that were stopped.</returns>
    public static IReadOnlyList<HeartbeatSender> StopAll(Func<HeartbeatSender, bool> match)
    {
        List<HeartbeatSender> stopped = Find(match);
        foreach (HeartbeatSender sender in stopped)
        {
            Remove(sender);
            sender.Stop();
        }

        return stopped;
    }

    /// <summary>The senders that match, as they are now.</summary>
    public static List<HeartbeatSender> Find(Func<HeartbeatSender, bool> match)
    {
        lock (s_lock)
        {
            return [.. s_byInstance.Values.SelectMany(static senders => senders).Where(match)];
        }
    }

    private static void Remove(HeartbeatSender sender)
    {
        lock (s_lock)
        {
            if (s_byInstance.TryGetValue(sender.InstanceId, out List<HeartbeatSender>? senders)
                && senders.Remove(sender)
                && senders.Count == 0)
            {
                s_byInstance.Remove(sender.InstanceId);
            }
        }
    }
}
