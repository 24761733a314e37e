using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// The background senders of the process. Each belongs to the runspace that started it and ends with it; closing an instance stops its
/// senders, wherever they were started.
/// </summary>
internal static class HeartbeatSenders
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, List<HeartbeatSender>> s_byInstance = new(StringComparer.Ordinal);

    /// <summary>Starts a sender, which replaces the one that the same runspace has for the instance.</summary>
    /// <param name="client">The connection's own client: a derived one would report to a cmdlet that has ended.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="owner">The runspace.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="options">The interval and the time limit.</param>
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

        // A sender that ends by itself removes itself from the list; if it ended before it was listed, this runs at once.
        _ = sender.Completion.ContinueWith(
            _ => Remove(sender), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return sender;
    }

    /// <summary>Stops the senders of one instance.</summary>
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

    /// <summary>Finds the senders that match.</summary>
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
