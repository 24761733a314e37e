using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Fleet.Client;

/// <summary>Sends heartbeats for one instance until it is disposed, its time is up, or the instance ends.</summary>
public sealed class FleetKeepAlive : IAsyncDisposable, IDisposable
{
    // A lease survives two missed heartbeats.
    private const int BeatsMissed = 3;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _slots;
    private readonly Func<CancellationToken, Task<FleetHeartbeat>> _send;
    private readonly Action<FleetHeartbeatSender>? _lost;

    [SuppressMessage(
        "Usage",
        "CA2213",
        Justification = "It has neither a timer nor a wait handle, and a stop may still be on its way when the last heartbeat is done."
    )]
    private readonly CancellationTokenSource _stop = new();

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _runId;
    private readonly DateTimeOffset? _until;
    private ITimer? _timer;
    private TimeSpan _interval;
    private DateTimeOffset _lastSuccess;
    private State _state = State.Running;
    private string? _reason;
    private long _sent;
    private bool _beating;

    internal FleetKeepAlive(
        string instanceId,
        string? runId,
        TimeSpan interval,
        FleetKeepAliveOptions options,
        TimeProvider clock,
        SemaphoreSlim slots,
        Func<CancellationToken, Task<FleetHeartbeat>> send)
    {
        InstanceId = instanceId;
        _runId = runId;
        _interval = interval;
        _clock = clock;
        _slots = slots;
        _send = send;
        _lost = options.Lost;
        _lastSuccess = clock.GetUtcNow();
        _until = _lastSuccess + options.For;
    }

    private enum State
    {
        Running,
        Stopped,
        Lost,
    }

    /// <summary>The id of the instance being kept alive.</summary>
    public string InstanceId { get; }

    /// <summary>Completes when no more heartbeats will be sent.</summary>
    public Task Completion => _completion.Task;

    private TimeSpan Pace => _interval / 3;

    /// <summary>Returns the sender's current status.</summary>
    /// <returns>A snapshot.</returns>
    public FleetHeartbeatSender GetStatus()
    {
        lock (_gate)
        {
            return new FleetHeartbeatSender
            {
                InstanceId = InstanceId,
                RunId = _runId,
                Interval = _interval,
                Until = _until,
                Sent = _sent,
                Status = _state switch { State.Running => "running", State.Stopped => "stopped", _ => "lost" },
                Reason = _reason,
            };
        }
    }

    /// <summary>Stops the heartbeats without waiting for one in progress.</summary>
    public void Dispose() => End(State.Stopped, "it was stopped");

    /// <summary>Stops the heartbeats and waits for one in progress.</summary>
    /// <returns>A task that completes after the last one.</returns>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await Completion.ConfigureAwait(false);
    }

    internal void Start()
    {
        // The timer outlives the call that creates it: it must not capture the caller's activity and the like.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        lock (_gate)
        {
            _timer = _clock.CreateTimer(static state => _ = ((FleetKeepAlive)state!).BeatAsync(), this, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    // Never throws: a failure becomes the status.
    private async Task BeatAsync()
    {
        bool due;
        lock (_gate)
        {
            if (_state != State.Running || _beating)
            {
                return;
            }

            due = _until is null || _clock.GetUtcNow() < _until;
            _beating = due;
        }

        if (!due)
        {
            End(State.Stopped, "its time is up");
            return;
        }

        Exception? failure = null;
        FleetHeartbeat? answer = null;
        try
        {
            answer = await SendAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        try
        {
            Take(answer, failure);
        }
        finally
        {
            bool over;
            lock (_gate)
            {
                _beating = false;
                over = _state != State.Running;
            }

            if (over)
            {
                Complete();
            }
        }
    }

    private async Task<FleetHeartbeat> SendAsync()
    {
        // A heartbeat that hangs must leave time for others before the lease is lost.
        using CancellationTokenSource limit = new(Pace, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, limit.Token);
        await _slots.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            return await _send(either.Token).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Take(FleetHeartbeat? answer, Exception? failure)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (answer is { Success: true })
        {
            Succeeded(answer, now);
        }
        else if (failure is FleetNotFoundException or FleetConflictException or FleetException { StatusCode: HttpStatusCode.Gone })
        {
            End(State.Lost, failure.Message);
        }
        else if (failure is ObjectDisposedException)
        {
            End(State.Stopped, "the client was disposed");
        }
        else
        {
            Failed(
                failure switch
                {
                    null => "the service did not accept the heartbeat",
                    OperationCanceledException => "the service did not respond in time",
                    _ => failure.Message,
                },
                now);
        }
    }

    private void Succeeded(FleetHeartbeat answer, DateTimeOffset now)
    {
        lock (_gate)
        {
            _sent++;
            _lastSuccess = now;
            _reason = _state == State.Running ? null : _reason;
            _interval = answer.Interval is { } interval && interval > TimeSpan.Zero ? interval : _interval;

            // Spreads out senders that were started together; none is ever late.
            Schedule(Pace * (_sent == 1 ? 0.5 + (Random.Shared.NextDouble() / 2) : 1), now);
        }
    }

    private void Failed(string reason, DateTimeOffset now)
    {
        lock (_gate)
        {
            TimeSpan left = _lastSuccess + (BeatsMissed * _interval) - now;
            if (left > TimeSpan.Zero)
            {
                _reason = _state == State.Running ? reason : _reason;
                Schedule(Pace / 4 < left ? Pace / 4 : left, now);
                return;
            }
        }

        End(State.Lost, $"no heartbeat was accepted for {BeatsMissed * _interval:g}: {reason}");
    }

    private void Schedule(TimeSpan wait, DateTimeOffset now)
    {
        if (_state == State.Running)
        {
            TimeSpan left = _until - now ?? TimeSpan.MaxValue;
            _timer?.Change(wait < left ? wait : left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(State state, string reason)
    {
        bool beating;
        lock (_gate)
        {
            if (_state != State.Running)
            {
                return;
            }

            _state = state;
            _reason = reason;
            _timer?.Dispose();
            beating = _beating;
        }

        _stop.Cancel();
        if (state == State.Lost)
        {
            Tell();
        }

        if (!beating)
        {
            Complete();
        }
    }

    private void Tell()
    {
        try
        {
            _lost?.Invoke(GetStatus());
        }
        catch (Exception)
        {
            // Nobody could catch it: this is a timer's thread.
        }
    }

    private void Complete() => _completion.TrySetResult();
}
