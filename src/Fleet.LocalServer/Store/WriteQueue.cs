using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Store;

/// <summary>
/// The only writer of the state. A thread takes the changes in turn and commits all that are waiting in one transaction, so that many callers share
/// the cost of reaching the disk and none ever meets a lock. A caller continues only once its change is on disk.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaxBatch = 512;
    private readonly BlockingCollection<Change> _changes = new();
    private readonly StateSession _session;
    private readonly Thread _thread;
    private int _waiting;

    public WriteQueue(SqliteConnection connection)
    {
        _session = new StateSession(connection);
        _thread = new Thread(Work) { IsBackground = true, Name = "state writer" };
        _thread.Start();
    }

    /// <summary>Carries out a change.</summary>
    /// <param name="work">Makes the change in a transaction on the writer's thread. An exception undoes this change only.</param>
    /// <param name="committed">Runs on the writer's thread once the change is on disk, before the caller continues and before the next
    /// change.</param>
    /// <returns>The result of <paramref name="work"/>, once the change is on disk.</returns>
    public Task<T> RunAsync<T>(Func<StateSession, T> work, Action<T>? committed = null)
    {
        Change<T> change = new(work, committed);
        Interlocked.Increment(ref _waiting);
        try
        {
            _changes.Add(change);
        }
        catch (InvalidOperationException)
        {
            Interlocked.Decrement(ref _waiting);
            return Task.FromException<T>(new OperationCanceledException("The server is stopping."));
        }

        return change.Task;
    }

    /// <summary>Waits until all changes queued so far are on disk.</summary>
    public Task DrainAsync() => Volatile.Read(ref _waiting) == 0 ? Task.CompletedTask : RunAsync(static _ => true);

    public async ValueTask DisposeAsync()
    {
        if (!_changes.IsAddingCompleted)
        {
            _changes.CompleteAdding();
            await Task.Run(_thread.Join);
            _changes.Dispose();
            _session.Dispose();
        }
    }

    private void Work()
    {
        List<Change> batch = new(MaxBatch);
        while (_changes.TryTake(out Change? first, Timeout.Infinite))
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _changes.TryTake(out Change? next))
            {
                batch.Add(next);
            }

            Commit(batch);
            Interlocked.Add(ref _waiting, -batch.Count);
            batch.Clear();
        }
    }

    private void Commit(List<Change> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (Change change in batch)
            {
                _session.Execute("SAVEPOINT change");
                if (!change.TryRun(_session))
                {
                    _session.Execute("ROLLBACK TO change");
                }

                _session.Execute("RELEASE change");
            }

            _session.Execute("COMMIT");
        }
        catch (SqliteException e)
        {
            // Most likely a full disk. Nothing of the batch was kept, and every caller gets the error.
            RollBack();
            foreach (Change change in batch)
            {
                change.Fail(e);
            }

            return;
        }

        foreach (Change change in batch)
        {
            change.Complete();
        }
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back.
        }
    }

    private abstract class Change
    {
        public abstract bool TryRun(StateSession session);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Change<T>(Func<StateSession, T> work, Action<T>? committed) : Change
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Task => _done.Task;

        public override bool TryRun(StateSession session)
        {
            try
            {
                _result = work(session);
                return true;
            }
            catch (Exception e)
            {
                _failure = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (_failure is not null)
            {
                _done.SetException(_failure);
                return;
            }

            try
            {
                committed?.Invoke(_result!);
                _done.SetResult(_result!);
            }
            catch (Exception e)
            {
                _done.SetException(e);
            }
        }

        public override void Fail(Exception exception) => _done.SetException(exception);
    }
}
