using Fleet.LocalServer.Agents.Conversations;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>The state of a stream after a given event number.</summary>
/// <param name="Batch">The next batch, if it is still in memory.</param>
/// <param name="IsBehind">True if a next batch exists.</param>
/// <param name="HasEnded">True if no more batches will come.</param>
/// <param name="Changed">Completes when something new is published.</param>
internal readonly record struct StreamView(StreamBatch? Batch, bool IsBehind, bool HasEnded, Task Changed);

/// <summary>The stream of a run in progress: the batches stored most recently, for its listeners.</summary>
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

    /// <summary>True if the stream could not be stored and so has no proper end.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Returns the state of the stream after an event number.</summary>
    public StreamView Look(long position)
    {
        lock (_lock)
        {
            StreamBatch? next = _recent.FirstOrDefault(batch => batch.First <= position + 1 && position < batch.Last);
            return new StreamView(next, position < _position, _ended, _changed.Task);
        }
    }

    /// <summary>Publishes a batch that has been stored.</summary>
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

    /// <summary>Adds a listener.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _listeners++;
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <returns>The number of this departure if it left the run without listeners before its end; otherwise null.</returns>
    public int? Leave()
    {
        lock (_lock)
        {
            _listeners--;
            _departures++;
            return _listeners == 0 && !_ended ? _departures : null;
        }
    }

    /// <summary>True if no listener has arrived since the departure.</summary>
    public bool IsDesertedSince(int departure)
    {
        lock (_lock)
        {
            return _listeners == 0 && _departures == departure && !_ended;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
