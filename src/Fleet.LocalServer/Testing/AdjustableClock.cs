namespace Fleet.LocalServer.Testing;

/// <summary>The server's clock: the system's, or one of a test, which the test hooks can put forward and back.</summary>
internal sealed class AdjustableClock(TimeProvider inner) : TimeProvider
{
    private long _offset;

    /// <summary>Tells whoever waits for a point in time that the clock was set.</summary>
    public event Action? Adjusted;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Sets the time; it goes on from there.</summary>
    public void Set(DateTimeOffset now) => Shift((now - inner.GetUtcNow()).Ticks);

    /// <summary>Puts the clock forward, or back.</summary>
    public void Advance(TimeSpan by) => Shift(Interlocked.Read(ref _offset) + by.Ticks);

    /// <summary>Goes back to the real time.</summary>
    public void Reset() => Shift(0);

    private void Shift(long offset)
    {
        Interlocked.Exchange(ref _offset, offset);
        Adjusted?.Invoke();
    }
}
