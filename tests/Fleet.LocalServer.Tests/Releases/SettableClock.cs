namespace Fleet.LocalServer.Tests.Releases;

/// <summary>A stopped clock that tests can set.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long _now = new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero).UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _now), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _now, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;
}
