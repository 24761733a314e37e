using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading.Channels;

namespace Fleet.Commands;

/// <summary>
/// What every cmdlet of the module needs: a token that ends with the pipeline, waiting on the pipeline thread without blocking
/// writes from other threads, and errors.
/// </summary>
/// <remarks>
/// There is no synchronization context: one that posts to the pipeline thread deadlocks as soon as a script further down blocks on a
/// task. Instead, other threads queue writes (<see cref="Post"/>) and the pipeline thread runs them while it waits.
/// </remarks>
public abstract class FleetCmdlet : PSCmdlet, IDisposable
{
    private const int BatchSize = 256;

    // So many items that reach no service at all, and none that did, are enough to know that the others cannot either.
    private const int UnreachedItems = 3;

    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<Action> _side = [];
    private bool _disposed;
    private bool _reached;
    private int _unreached;

    /// <summary>Ends when the pipeline is stopped, or when nobody downstream wants more.</summary>
    internal CancellationToken StopToken { get; }

    /// <summary>Takes the token once: the source may be disposed while workers still look at it.</summary>
    protected FleetCmdlet() => StopToken = _stop.Token;

    /// <summary>Says first what happened in the background since the last command.</summary>
    protected override void BeginProcessing() => HeartbeatOwner.WriteNotices(this);

    /// <summary>Called on another thread: may cancel and nothing else.</summary>
    protected sealed override void StopProcessing() => Cancel();

    /// <summary>Queues a write for the pipeline thread; what comes after the end is dropped.</summary>
    internal void Post(Action write)
    {
        try
        {
            _side.Add(write);
        }
        catch (ObjectDisposedException)
        {
            // The pipeline is over: nobody is left to read this.
        }
    }

    /// <summary>Waits for work on the pipeline thread, running queued writes meanwhile.</summary>
    internal T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        // Begun on this thread: the work may ask the cmdlet for what belongs to it, and an answer that is there costs no thread hop.
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
            // A queued write failed (downstream ended the pipeline): the work must not go on unseen.
            Cancel();
            Task.WaitAny([task], 2000, CancellationToken.None);
            _ = task.Exception;
            throw;
        }
    }

    /// <summary>Runs queued writes on the pipeline thread until something has happened that a queued write tells of.</summary>
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

    /// <summary>Runs the writes that are queued now.</summary>
    internal void Drain()
    {
        while (_side.TryTake(out Action? write))
        {
            write();
        }

        HeartbeatOwner.WriteNotices(this);
    }

    /// <summary>
    /// Writes all items as they arrive: what is there without waiting goes out as one batch, and a batch never waits for the next item.
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
    /// Writes all items as <see cref="WriteAll"/> does, from a source that is read on another thread meanwhile: for streams that bring more than one
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

    /// <summary>One item failed and the others go on.</summary>
    internal void FailItem(Exception exception, object? target) => FailItem(Record(exception, target));

    /// <summary>One item failed and the others go on.</summary>
    internal void FailItem(ErrorRecord record)
    {
        if (record.Exception is FleetAuthenticationException)
        {
            // No other item could fare better with the same credentials.
            ThrowTerminatingError(record);
        }

        _unreached = IsUnreached(record.Exception) ? _unreached + 1 : 0;
        _reached |= record.Exception is FleetException { StatusCode: not null };
        if (_unreached >= UnreachedItems && !_reached)
        {
            record.ErrorDetails = new ErrorDetails($"{record.Exception.Message} {_unreached} items in a row failed so: those after them are given up.");
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>One item was done, so the service is there.</summary>
    internal void NoteReached() => _reached = true;

    /// <summary>The record of a failed item.</summary>
    private protected virtual ErrorRecord Record(Exception exception, object? target) => ErrorRecords.From(exception, target);

    /// <summary>The command as a whole failed.</summary>
    internal void FailCommand(Exception exception, object? target) => ThrowTerminatingError(ErrorRecords.From(exception, target));

    /// <summary>Tells the user something after a stop, when the cmdlet's own streams throw.</summary>
    internal void TellHost(string warning)
    {
        try
        {
            Host?.UI?.WriteWarningLine(warning);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or InvalidOperationException)
        {
            // A host without a screen, or one that is closing: there is nobody to tell.
        }
    }

    /// <summary>The full path of a file that the user named, which need not exist.</summary>
    internal string ResolveFile(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem")
            {
                return full;
            }

            FailCommand(new FleetValidationException($"'{path}' is in the provider {provider.Name}. Give the path of a file."), path);
        }
        catch (SessionStateException exception)
        {
            FailCommand(exception, path);
        }

        return path;
    }

    /// <summary>Refuses to write over a file unless that is wanted.</summary>
    /// <param name="full">The full path.</param>
    /// <param name="given">The path as the user gave it.</param>
    /// <param name="force">Whether it is wanted.</param>
    internal void RequireNew(string full, string given, bool force)
    {
        if (!force && Path.Exists(full))
        {
            FleetConflictException exception = new($"'{given}' exists already. Use -Force to replace it.") { ResourceId = full };
            ThrowTerminatingError(new ErrorRecord(exception, "FileExists", ErrorCategory.ResourceExists, given));
        }

        if (Path.GetDirectoryName(full) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            FailCommand(new DirectoryNotFoundException($"There is no folder '{folder}' for '{given}'. Make it first."), given);
        }
    }

    /// <summary>Whether <c>-Verbose</c>, <c>-Debug</c> or their preferences ask for a stream, so that nothing is rendered for nobody.</summary>
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

    /// <summary>Called once, on the pipeline thread, before the queue goes: <c>| Select-Object -First 1</c> calls neither StopProcessing nor EndProcessing, only this.</summary>
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

    // A source must not be disposed while it is being asked. Downstream can end the pipeline at any write, so when it is, its end is
    // brought about and waited for elsewhere: what it takes to end normally is done when the prompt is back.
    private static void Wait(Task ending)
    {
        try
        {
            ending.Wait(s_farewell);
        }
        catch (AggregateException)
        {
            // Who ended the pipeline does not want to know how the source took it.
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

    // Not one that broke: that can be the fault of the one call.
    private static bool IsUnreached(Exception exception) =>
        exception is FleetConnectionException
        {
            InnerException: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError },
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
            // A stop that comes after the end.
        }
    }
}
