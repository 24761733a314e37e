namespace Fleet.Client.Core;

/// <summary>
/// The time limit of one attempt, combined with the caller's token and the disposal of the client. It runs from the start until the headers
/// have arrived, and after that only while a part of the body is awaited.
/// </summary>
internal sealed class TimeLimit : IDisposable
{
    private static readonly Action<object?> s_cancel = static source =>
    {
        try
        {
            ((CancellationTokenSource)source!).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt is over.
        }
    };

    private readonly TimeProvider _clock;
    private readonly CancellationToken _closed;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _onCaller;
    private readonly CancellationTokenRegistration _onClosed;
    private TimeSpan _left;
    private long _since;

    public TimeLimit(TimeSpan limit, TimeProvider clock, CancellationToken caller, CancellationToken closed)
    {
        _clock = clock;
        _closed = closed;
        _left = limit;
        Limit = limit;
        Caller = caller;
        _source = new CancellationTokenSource(limit, clock);
        _since = clock.GetTimestamp();
        // Not a linked source: those use the system's clock.
        _onCaller = caller.UnsafeRegister(s_cancel, _source);
        _onClosed = closed.UnsafeRegister(s_cancel, _source);
    }

    /// <summary>The whole time.</summary>
    public TimeSpan Limit { get; }

    /// <summary>The caller's token.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Cancels the attempt.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True once the time is up.</summary>
    public bool IsOver => _source.IsCancellationRequested && !Caller.IsCancellationRequested && !_closed.IsCancellationRequested;

    /// <summary>Throws if the caller, or the disposal of the client, stopped the attempt.</summary>
    public void ThrowIfStopped()
    {
        Caller.ThrowIfCancellationRequested();
        if (_closed.IsCancellationRequested)
        {
            throw new OperationCanceledException("The client was closed during the call.", _closed);
        }
    }

    /// <summary>Stops the clock.</summary>
    public void Pause()
    {
        if (_left != Timeout.InfiniteTimeSpan)
        {
            _left -= _clock.GetElapsedTime(_since);
        }

        _source.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Restarts the clock with the remaining time.</summary>
    public void Resume()
    {
        if (_left == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _since = _clock.GetTimestamp();
        _source.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
    }

    /// <summary>Removes the limit, however long the body takes.</summary>
    public void Lift() => _left = Timeout.InfiniteTimeSpan;

    /// <summary>Cancels the attempt.</summary>
    public void Cancel() => s_cancel(_source);

    public void Dispose()
    {
        _onCaller.Dispose();
        _onClosed.Dispose();
        _source.Dispose();
    }
}
