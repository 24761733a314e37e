namespace Fleet.LocalServer.Core;

/// <summary>The server's clock: the system's, or one of a test, which the test hooks can put forward and back.</summary>
internal sealed class AdjustableClock(TimeProvider inner) : TimeProvider
{
    private const long Running = -1;

    private long _offset;
    private long _stoppedAt = Running;

    /// <summary>Tells whoever waits for a point in time that the clock was set.</summary>
    public event Action? Adjusted;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _stoppedAt) is var ticks and not Running
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : inner.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Sets the time; it goes on from there.</summary>
    public void Set(DateTimeOffset now) => Change((now - inner.GetUtcNow()).Ticks, Running);

    /// <summary>Sets the time, which then stands still.</summary>
    public void Stop(DateTimeOffset now) => Change((now - inner.GetUtcNow()).Ticks, now.UtcTicks);

    /// <summary>Puts the clock forward, or back; one that stands still stays so.</summary>
    public void Advance(TimeSpan by)
    {
        long stoppedAt = Interlocked.Read(ref _stoppedAt);
        Change(Interlocked.Read(ref _offset) + by.Ticks, stoppedAt == Running ? Running : stoppedAt + by.Ticks);
    }

    /// <summary>Goes back to the real time.</summary>
    public void Reset() => Change(0, Running);

    private void Change(long offset, long stoppedAt)
    {
        Interlocked.Exchange(ref _offset, offset);
        Interlocked.Exchange(ref _stoppedAt, stoppedAt);
        Adjusted?.Invoke();
    }
}
