using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Model;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// Ends instances whose lease has expired. A single timer waits for the earliest expiry. An instance whose lease has been renewed by then is put
/// back in the queue, so heartbeats cost nothing here.
/// </summary>
internal sealed class LeaseMonitor : IDisposable
{
    private const int MostForgotten = 1000;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_past = TimeSpan.FromMilliseconds(1);
    private readonly Lock _lock = new();
    private readonly PriorityQueue<LiveInstance, DateTimeOffset> _leases = new();
    private readonly AdjustableClock _clock;
    private readonly Action<IReadOnlyList<(LiveInstance Instance, InstanceRecord Ended)>> _ended;
    private readonly ITimer _timer;
    private int _forgotten;
    private bool _disposed;

    /// <param name="clock">The clock.</param>
    /// <param name="ended">Stores the end of the expired instances.</param>
    public LeaseMonitor(AdjustableClock clock, Action<IReadOnlyList<(LiveInstance Instance, InstanceRecord Ended)>> ended)
    {
        _clock = clock;
        _ended = ended;
        _timer = clock.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Adjusted += Check;
    }

    /// <summary>The number of leases in the queue, including those of instances that have ended.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _leases.Count;
            }
        }
    }

    /// <summary>Starts watching instances.</summary>
    public void Watch(params IReadOnlyCollection<LiveInstance> instances)
    {
        lock (_lock)
        {
            foreach (LiveInstance instance in instances)
            {
                _leases.Enqueue(instance, instance.LeaseEnd);
            }

            ArmLocked();
        }
    }

    /// <summary>
    /// Counts instances that ended before their lease did. They stay in the queue, which cannot be searched, until they make up more than half of it.
    /// Then they are removed, so that many short-lived instances do not pile up.
    /// </summary>
    public void Forget(int count)
    {
        lock (_lock)
        {
            _forgotten += count;
            if (_forgotten > MostForgotten && _forgotten > _leases.Count / 2)
            {
                (LiveInstance, DateTimeOffset)[] running = [.. _leases.UnorderedItems.Where(static item => item.Element.Record.IsRunning)];
                _leases.Clear();
                _leases.EnqueueRange(running);
                _forgotten = 0;
            }
        }
    }

    /// <summary>Ends the instances whose lease has expired.</summary>
    public void Check()
    {
        List<(LiveInstance, InstanceRecord)> ended = [];
        lock (_lock)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            while (_leases.TryPeek(out LiveInstance? instance, out DateTimeOffset end) && end < now)
            {
                _leases.Dequeue();
                if (instance.TryEndLease(now) is { } record)
                {
                    ended.Add((instance, record));
                }
                else if (instance.Record.IsRunning)
                {
                    _leases.Enqueue(instance, instance.LeaseEnd);
                }
            }

            ArmLocked();
        }

        if (ended.Count > 0)
        {
            _ended(ended);
        }
    }

    public void Dispose()
    {
        _clock.Adjusted -= Check;
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void ArmLocked()
    {
        if (_disposed || !_leases.TryPeek(out _, out DateTimeOffset end))
        {
            return;
        }

        TimeSpan due = end - _clock.GetUtcNow() + s_past;
        _timer.Change(due <= s_past ? s_past : due > s_longest ? s_longest : due, Timeout.InfiniteTimeSpan);
    }
}
