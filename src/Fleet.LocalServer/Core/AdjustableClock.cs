namespace Fleet.LocalServer.Core;

/// <summary>The server's clock, based on the system's or a test's, which the test hooks can adjust.</summary>
internal sealed class AdjustableClock(TimeProvider inner) : TimeProvider
{
    private const long Running = -1;

    private long _offset;
    private long _stoppedAt = Running;

    /// <summary>Raised when the clock is set, for those who wait for a point in time.</summary>
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

    /// <summary>Sets the time; the clock keeps running.</summary>
    public void Set(DateTimeOffset now) => Change((now - inner.GetUtcNow()).Ticks, Running);

    /// <summary>Sets the time and stops the clock.</summary>
    public void Stop(DateTimeOffset now) => Change((now - inner.GetUtcNow()).Ticks, now.UtcTicks);

    /// <summary>Moves the clock forward or back; a stopped clock stays stopped.</summary>
    public void Advance(TimeSpan by)
    {
        long stoppedAt = Interlocked.Read(ref _stoppedAt);
        Change(Interlocked.Read(ref _offset) + by.Ticks, stoppedAt == Running ? Running : stoppedAt + by.Ticks);
    }

    /// <summary>Returns to the real time.</summary>
    public void Reset() => Change(0, Running);

    private void Change(long offset, long stoppedAt)
    {
        Interlocked.Exchange(ref _offset, offset);
        Interlocked.Exchange(ref _stoppedAt, stoppedAt);
        Adjusted?.Invoke();
    }
}
