using Fleet.LocalServer.Agents.Conversations;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>What is there of a stream after a number.</summary>
/// <param name="Batch">The next batch, when it is still in memory.</param>
/// <param name="IsBehind">Whether there is a next batch at all.</param>
/// <param name="HasEnded">Whether no further one will come.</param>
/// <param name="Changed">Done when there is something new.</param>
internal readonly record struct StreamView(StreamBatch? Batch, bool IsBehind, bool HasEnded, Task Changed);

/// <summary>The stream of a run at work: what has just been stored, for those who listen.</summary>
/// <param name="start">The number of the last event before the run.</param>
internal sealed class LiveStream(long start)
{
    private const int MaxKept = 32;
    private readonly Lock _lock = new();
    private readonly Queue<StreamBatch> _recent = [];
    private TaskCompletionSource _changed = New();
    private long _position = start;
    private int _listeners;
    private int _departures;
    private bool _ended;

    /// <summary>The number of the last event before the run.</summary>
    public long Start { get; } = start;

    /// <summary>Whether the stream could not be kept and has no proper end.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Looks at what comes after a number.</summary>
    public StreamView Look(long position)
    {
        lock (_lock)
        {
            StreamBatch? next = _recent.FirstOrDefault(batch => batch.First <= position + 1 && position < batch.Last);
            return new StreamView(next, position < _position, _ended, _changed.Task);
        }
    }

    /// <summary>Shows a batch that was stored.</summary>
    public void Publish(StreamBatch? batch, bool ended, bool broken = false)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (batch is not null)
            {
                _position = batch.Last;
                _recent.Enqueue(batch);
                if (_recent.Count > MaxKept)
                {
                    _recent.Dequeue();
                }
            }

            _ended |= ended;
            IsBroken |= broken;
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    /// <summary>Counts one more who listens.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _listeners++;
        }
    }

    /// <summary>Counts one less who listens.</summary>
    /// <returns>Which departure it was, when nobody is left and the run is still at work; else null.</returns>
    public int? Leave()
    {
        lock (_lock)
        {
            _listeners--;
            _departures++;
            return _listeners == 0 && !_ended ? _departures : null;
        }
    }

    /// <summary>Whether nobody has come since a departure.</summary>
    public bool IsDesertedSince(int departure)
    {
        lock (_lock)
        {
            return _listeners == 0 && _departures == departure && !_ended;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
