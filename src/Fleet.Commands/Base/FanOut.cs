using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Work on many items at once: added as they come down the pipeline, at most <paramref name="limit"/> in flight, each result written by
/// the pipeline thread as soon as it is there, in the order of finishing.
/// </summary>
/// <param name="cmdlet">The cmdlet whose pipeline thread writes.</param>
/// <param name="limit">How many items are worked on at once.</param>
/// <param name="work">The work on one item; runs on any thread.</param>
/// <param name="written">Takes a result on the pipeline thread.</param>
/// <param name="failed">Takes a failure on the pipeline thread.</param>
internal sealed class FanOut<TItem, TResult>(
    FleetCmdlet cmdlet,
    int limit,
    Func<TItem, CancellationToken, Task<TResult>> work,
    Action<TItem, TResult> written,
    Action<TItem, Exception> failed)
{
    // Touched by the pipeline thread alone: tasks finish anywhere, but their end is handled in a queued write.
    private readonly Dictionary<Task<TResult>, TItem> _unwritten = [];
    private int _inFlight;

    /// <summary>The work whose result has not been written: under way, or done when the pipeline ended.</summary>
    public IReadOnlyDictionary<Task<TResult>, TItem> Unwritten => _unwritten;

    /// <summary>Begins work on an item; waits while the limit is reached.</summary>
    public void Add(TItem item)
    {
        cmdlet.PumpUntil(() => _inFlight < limit);
        _inFlight++;
        Task<TResult> task = Task.Run(() => work(item, cmdlet.StopToken), cmdlet.StopToken);
        _unwritten.Add(task, item);
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
        TItem item = _unwritten[task];
        if (task.IsCompletedSuccessfully)
        {
            // Written first, then taken off: a result that downstream did not take is still unwritten.
            written(item, task.Result);
            _unwritten.Remove(task);
            return;
        }

        _unwritten.Remove(task);
        if (cmdlet.StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        failed(item, task.Exception?.InnerException ?? new OperationCanceledException());
    }
}
