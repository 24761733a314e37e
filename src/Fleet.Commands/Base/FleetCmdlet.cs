using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading.Channels;

namespace Fleet.Commands;

/// <summary>
/// The base class of all cmdlets: a token that is canceled with the pipeline, waiting on the pipeline thread without blocking
/// writes from other threads, and errors.
/// </summary>
/// <remarks>
/// There is no synchronization context: one that posts to the pipeline thread deadlocks as soon as a script downstream blocks on a
/// task. Instead, other threads queue writes (<see cref="Post"/>) and the pipeline thread runs them while it waits.
/// </remarks>
public abstract class FleetCmdlet : PSCmdlet, IDisposable
{
    private const int BatchSize = 256;

    // After this many items in a row that reached no service, and none that did, the rest are not tried.
    private const int UnreachedItems = 3;

    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<Action> _side = [];
    private bool _disposed;
    private bool _reached;
    private int _unreached;

    /// <summary>Canceled when the pipeline is stopped, or when nothing downstream wants more.</summary>
    internal CancellationToken StopToken { get; }

    /// <summary>Reads the token once: the source may be disposed while workers still use it.</summary>
    protected FleetCmdlet() => StopToken = _stop.Token;

    /// <summary>Reports what happened in the background since the last command.</summary>
    protected override void BeginProcessing() => HeartbeatOwner.WriteNotices(this);

    /// <summary>Cancels. Called on another thread, so it must not do anything else.</summary>
    protected sealed override void StopProcessing() => Cancel();

    /// <summary>Queues a write for the pipeline thread. Writes after the end are dropped.</summary>
    internal void Post(Action write)
    {
        try
        {
            _side.Add(write);
        }
        catch (ObjectDisposedException)
        {
            // The pipeline has ended: nobody is left to read this.
        }
    }

    /// <summary>Waits for work on the pipeline thread, running queued writes in the meantime.</summary>
    internal T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        // Started on this thread: the work may use the cmdlet's members, and a result that is already available costs no thread hop.
        Task<T>? task = null;
        try
        {
            task = work(StopToken);
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(_ => Post(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            PumpUntil(() => task.IsCompleted);
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch when (task is { IsCompleted: false })
        {
            // A queued write failed (downstream ended the pipeline): the work must not continue unobserved.
            Cancel();
            Task.WaitAny([task], 2000, CancellationToken.None);
            _ = task.Exception;
            throw;
        }
    }

    /// <summary>Runs queued writes on the pipeline thread until one of them has brought about a condition.</summary>
    internal void PumpUntil(Func<bool> done)
    {
        try
        {
            while (!done())
            {
                _side.Take(StopToken)();
            }
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        Drain();
    }

    /// <summary>Runs the writes in the queue.</summary>
    internal void Drain()
    {
        while (_side.TryTake(out Action? write))
        {
            write();
        }

        HeartbeatOwner.WriteNotices(this);
    }

    /// <summary>
    /// Writes all items as they arrive: those available without waiting go out as one batch, and a batch never waits for the next item.
    /// </summary>
    internal void WriteAll<T>(Func<CancellationToken, IAsyncEnumerable<T>> source)
    {
        IAsyncEnumerator<T> items = source(StopToken).GetAsyncEnumerator(StopToken);
        Task<bool>? waiting = null;
        try
        {
            List<T> batch = new(BatchSize);
            while (true)
            {
                // A ready item costs no thread hop: ten times faster on long lists.
                ValueTask<bool> next = items.MoveNextAsync();
                bool more;
                if (next.IsCompletedSuccessfully)
                {
                    more = next.Result;
                }
                else
                {
                    waiting = next.AsTask();
                    Flush(batch);
                    more = Await(_ => waiting);
                }

                if (!more)
                {
                    break;
                }

                batch.Add(items.Current);
                if (batch.Count == BatchSize)
                {
                    Flush(batch);
                }
            }

            Flush(batch);
        }
        finally
        {
            End(items, waiting);
        }
    }

    /// <summary>
    /// Writes all items as <see cref="WriteAll"/> does, from a source that is read on another thread: for streams that deliver more than one
    /// thread can both read and write.
    /// </summary>
    internal void WriteBehind<T>(Func<CancellationToken, IAsyncEnumerable<T>> source)
    {
        (ChannelReader<List<T>> batches, Task reading) = BatchReader.Start(source, BatchSize, StopToken);
        try
        {
            do
            {
                while (batches.TryRead(out List<T>? batch))
                {
                    Flush(batch);
                }
            }
            while (Await(token => batches.WaitToReadAsync(token).AsTask()));
        }
        finally
        {
            if (!reading.IsCompleted)
            {
                Cancel();
                Wait(reading);
            }
        }
    }

    /// <summary>Reports the failure of one item; the others continue.</summary>
    internal void FailItem(Exception exception, object? target) => FailItem(Record(exception, target));

    /// <summary>Reports the failure of one item; the others continue.</summary>
    internal void FailItem(ErrorRecord record)
    {
        if (record.Exception is FleetAuthenticationException)
        {
            // The other items would fail too with the same credentials.
            ThrowTerminatingError(record);
        }

        _unreached = IsUnreached(record.Exception) ? _unreached + 1 : 0;
        _reached |= record.Exception is FleetException { StatusCode: not null };
        if (_unreached >= UnreachedItems && !_reached)
        {
            record.ErrorDetails = new ErrorDetails($"{record.Exception.Message} {_unreached} items in a row failed like this, so the rest are not tried.");
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Notes that an item succeeded, so that the service is known to be reachable.</summary>
    internal void NoteReached() => _reached = true;

    /// <summary>Makes the error record of a failed item.</summary>
    private protected virtual ErrorRecord Record(Exception exception, object? target) => ErrorRecords.From(exception, target);

    /// <summary>Ends the command with an error.</summary>
    internal void FailCommand(Exception exception, object? target) => ThrowTerminatingError(ErrorRecords.From(exception, target));

    /// <summary>Warns the user after a stop, when the cmdlet's own streams throw.</summary>
    internal void TellHost(string warning)
    {
        try
        {
            Host?.UI?.WriteWarningLine(warning);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or InvalidOperationException)
        {
            // A host without a screen, or one that is closing: nobody can be warned.
        }
    }

    /// <summary>Returns the full path of a file named by the user, which need not exist.</summary>
    internal string ResolveFile(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem")
            {
                return full;
            }

            FailCommand(new FleetValidationException($"'{path}' is a path of the provider {provider.Name}. Specify the path of a file."), path);
        }
        catch (SessionStateException exception)
        {
            FailCommand(exception, path);
        }

        return path;
    }

    /// <summary>Refuses to overwrite a file unless asked to.</summary>
    /// <param name="full">The full path.</param>
    /// <param name="given">The path as given by the user.</param>
    /// <param name="force">True to overwrite the file.</param>
    internal void RequireNew(string full, string given, bool force)
    {
        if (!force && Path.Exists(full))
        {
            FleetConflictException exception = new($"'{given}' already exists. Use -Force to replace it.") { ResourceId = full };
            ThrowTerminatingError(new ErrorRecord(exception, "FileExists", ErrorCategory.ResourceExists, given));
        }

        if (Path.GetDirectoryName(full) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            FailCommand(new DirectoryNotFoundException($"The folder '{folder}' of '{given}' does not exist. Create it first."), given);
        }
    }

    /// <summary>Checks if <c>-Verbose</c>, <c>-Debug</c> or their preference variables enable a stream, so that nothing is rendered in vain.</summary>
    internal bool Wants(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound))
        {
            return bound is SwitchParameter { IsPresent: true };
        }

        return GetVariableValue(preference) is { } value
            && LanguagePrimitives.TryConvertTo(value, out ActionPreference action)
            && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    /// <summary>
    /// Called once, on the pipeline thread, before the queue goes: <c>| Select-Object -First 1</c> calls neither StopProcessing nor EndProcessing, only this.
    /// </summary>
    protected virtual void OnDispose()
    {
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Cancel();
        OnDispose();
        _stop.Dispose();
        _side.Dispose();
        GC.SuppressFinalize(this);
    }

    // A source must not be disposed during a read. Downstream can end the pipeline at any write; the source is then canceled
    // and its end awaited elsewhere. Whatever ends in time is done when the prompt returns.
    private static void Wait(Task ending)
    {
        try
        {
            ending.Wait(s_farewell);
        }
        catch (AggregateException)
        {
            // The pipeline has ended: the source's errors no longer matter.
        }
    }

    private void End<T>(IAsyncEnumerator<T> items, Task<bool>? waiting)
    {
        if (waiting is null or { IsCompleted: true })
        {
            items.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return;
        }

        Cancel();
        Wait(waiting.ContinueWith(
            asked =>
            {
                _ = asked.Exception;
                return items.DisposeAsync().AsTask();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default).Unwrap());
    }

    // A broken connection does not count: a single call may be at fault.
    private static bool IsUnreached(Exception exception) =>
        exception is FleetConnectionException
        {
            InnerException: HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError,
            },
        };

    private void Flush<T>(List<T> batch)
    {
        Drain();
        if (batch.Count > 0)
        {
            WriteObject(batch, enumerateCollection: true);
            batch.Clear();
        }
    }

    private void Cancel()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A stop after the end.
        }
    }
}
