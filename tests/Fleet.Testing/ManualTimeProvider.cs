namespace Fleet.Testing;

/// <summary>A clock that moves only when a test moves it. Timers fire as it passes them.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(Func<TimeSpan, bool> Wanted, TaskCompletionSource<TimeSpan> Found)> _expected = [];
    private DateTimeOffset _now;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    public ManualTimeProvider(DateTimeOffset now) => _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The remaining waits of the running timers, shortest first.</summary>
    public IReadOnlyList<TimeSpan> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _timers.Where(timer => timer.Due is not null).Select(timer => timer.Due!.Value - _now).Order()];
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; every timer that is due on the way fires at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = GetUtcNow() + by;
        while (TakeNext(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    /// <summary>Waits for a timer with a matching wait, without moving the clock. The test fails when none comes.</summary>
    /// <returns>The wait.</returns>
    public Task<TimeSpan> TimerAsync(Func<TimeSpan, bool> wanted) => FindAsync(wanted).WaitAsync(TimeSpan.FromMinutes(5));

    /// <summary>Waits for a timer that is shorter than a limit, and moves the clock to its end.</summary>
    public async Task<TimeSpan> PassAsync(TimeSpan shorterThan)
    {
        TimeSpan wait = await TimerAsync(due => due < shorterThan);
        Advance(wait);
        return wait;
    }

    private Task<TimeSpan> FindAsync(Func<TimeSpan, bool> wanted)
    {
        lock (_gate)
        {
            foreach (ManualTimer timer in _timers)
            {
                if (timer.Due is { } due && wanted(due - _now))
                {
                    return Task.FromResult(due - _now);
                }
            }

            TaskCompletionSource<TimeSpan> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected.Add((wanted, found));
            return found.Task;
        }
    }

    private ManualTimer? TakeNext(DateTimeOffset end)
    {
        lock (_gate)
        {
            ManualTimer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _now = next.Due!.Value > _now ? next.Due.Value : _now;
                next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : null;
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (Due is null)
                {
                    return true;
                }

                clock._timers.Add(this);
                for (int i = clock._expected.Count - 1; i >= 0; i--)
                {
                    if (clock._expected[i].Wanted(dueTime))
                    {
                        clock._expected[i].Found.SetResult(dueTime);
                        clock._expected.RemoveAt(i);
                    }
                }
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                Due = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
