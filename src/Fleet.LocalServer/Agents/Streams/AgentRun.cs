using System.Threading.Channels;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>The way a run ended.</summary>
internal enum RunEnd
{
    /// <summary>The runner returned.</summary>
    Returned,

    /// <summary>The runner threw, or there was no runner.</summary>
    Failed,

    /// <summary>The run was stopped.</summary>
    Stopped,
}

/// <summary>A runner at work on one exchange.</summary>
/// <param name="correlationId">The correlation id of the exchange.</param>
#pragma warning disable CA1001 // A source without a timer has nothing to free, and the run may be stopped at any time, even long after it ended.
internal sealed class AgentRun(string correlationId)
#pragma warning restore CA1001
{
    private const int MaxWaiting = 1024;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RunItem> _items = Channel.CreateBounded<RunItem>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource<(RunEnd, string?)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The correlation id of the exchange.</summary>
    public string CorrelationId => correlationId;

    /// <summary>The items that the runner emits.</summary>
    public ChannelReader<RunItem> Items => _items.Reader;

    /// <summary>The runner's end of the channel.</summary>
    public ChannelWriter<RunItem> Writer => _items.Writer;

    /// <summary>The end of the run, with the reason if it failed.</summary>
    public Task<(RunEnd Kind, string? Reason)> End => _end.Task;

    /// <summary>The live stream, if the stream is stored.</summary>
    public LiveStream? Live { get; set; }

    /// <summary>Completes once everything emitted has been stored.</summary>
    public Task Carried { get; set; } = Task.CompletedTask;

    /// <summary>Starts the runner.</summary>
    public void Start(IRunner? runner, RunContext context, ServerLog log) => _ = Task.Run(() => RunAsync(runner, context, log));

    /// <summary>Asks the runner to stop.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops the runner and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _end.Task;
        await Carried;
    }

    private async Task RunAsync(IRunner? runner, RunContext context, ServerLog log)
    {
        (RunEnd, string?) end = (RunEnd.Returned, null);
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            if (runner is null)
            {
                log.Warn($"Nothing runs agents of the type '{context.Agent.Type}'.");
                end = (RunEnd.Failed, $"Nothing runs agents of the type '{context.Agent.Type}'");
            }
            else
            {
                await runner.RunAsync(context, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            end = (RunEnd.Stopped, null);
        }
        catch (Exception e)
        {
            log.Fail($"The agent {context.Agent.Id} of the type '{context.Agent.Type}' failed", e);
            end = (RunEnd.Failed, e.Message);
        }

        // Set the end before the channel completes, so that whoever takes the last item can see it at once.
        _end.SetResult(end);
        _items.Writer.Complete();
    }
}
