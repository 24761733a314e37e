using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Works on many items at once: they are added as they come down the pipeline, with at most <paramref name="limit"/> in flight, and each result
/// is written by the pipeline thread as soon as it is available.
/// </summary>
/// <param name="cmdlet">The cmdlet whose pipeline thread writes.</param>
/// <param name="limit">The most items worked on at once.</param>
/// <param name="work">The work on one item; runs on any thread. Its token ends with the pipeline.</param>
/// <param name="written">Receives a result on the pipeline thread.</param>
/// <param name="failed">Receives a failure on the pipeline thread.</param>
internal sealed class FanOut<TItem, TResult>(
    FleetCmdlet cmdlet,
    int limit,
    Func<TItem, CancellationToken, Task<TResult>> work,
    Action<TItem, TResult> written,
    Action<TItem, Exception> failed)
{
    // Used by the pipeline thread only: tasks finish on any thread, but their completion is handled in a queued write.
    private readonly Dictionary<Task<TResult>, TItem> _unwritten = [];
    private readonly Queue<Task<TResult>> _order = [];
    private int _inFlight;

    /// <summary>True to write results in the order of the items rather than of completion.</summary>
    public bool InOrder { get; init; }

    /// <summary>The work whose result was never passed downstream because the pipeline ended.</summary>
    public IReadOnlyDictionary<Task<TResult>, TItem> Unwritten => _unwritten;

    /// <summary>Starts work on an item, waiting while the limit is reached.</summary>
    public void Add(TItem item)
    {
        cmdlet.PumpUntil(() => _inFlight < limit);
        _inFlight++;
        Task<TResult> task = Task.Run(() => work(item, cmdlet.StopToken), cmdlet.StopToken);
        _unwritten.Add(task, item);
        if (InOrder)
        {
            _order.Enqueue(task);
        }

        _ = task.ContinueWith(
            done => cmdlet.Post(() => Finish(done)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits until all work is done and written.</summary>
    public void Complete() => cmdlet.PumpUntil(() => _inFlight == 0);

    private void Finish(Task<TResult> task)
    {
        _inFlight--;
        if (!InOrder)
        {
            Deliver(task);
            return;
        }

        while (_order.TryPeek(out Task<TResult>? first) && first.IsCompleted)
        {
            _order.Dequeue();
            Deliver(first);
        }
    }

    private void Deliver(Task<TResult> task)
    {
        if (cmdlet.Stopping || cmdlet.StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        // Removed before it is written: Select-Object -First 1 takes the object and then throws through the write, so an object
        // that was offered counts as delivered, and only the others are left to be cleaned up.
        _unwritten.Remove(task, out TItem? item);
        if (task.IsCompletedSuccessfully)
        {
            cmdlet.NoteReached();
            written(item!, task.Result);
        }
        else
        {
            failed(item!, task.Exception?.InnerException ?? new OperationCanceledException());
        }
    }
}
