using System.Threading.Channels;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>How a runner came to its end.</summary>
internal enum RunEnd
{
    /// <summary>It returned.</summary>
    Returned,

    /// <summary>It threw, or there was none.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Stopped,
}

/// <summary>A runner at work on one exchange.</summary>
/// <param name="correlationId">What links all that belongs to the exchange.</param>
#pragma warning disable CA1001 // A source without a timer holds nothing to be freed, and the run may be stopped at any time, also when it is long done.
internal sealed class AgentRun(string correlationId)
#pragma warning restore CA1001
{
    private const int MaxWaiting = 1024;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RunItem> _items = Channel.CreateBounded<RunItem>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource<(RunEnd, string?)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What links all that belongs to the exchange.</summary>
    public string CorrelationId => correlationId;

    /// <summary>What the runner emits.</summary>
    public ChannelReader<RunItem> Items => _items.Reader;

    /// <summary>Takes what the runner emits.</summary>
    public ChannelWriter<RunItem> Writer => _items.Writer;

    /// <summary>How it ended, and why when it failed.</summary>
    public Task<(RunEnd Kind, string? Reason)> End => _end.Task;

    /// <summary>The stream, when it is kept.</summary>
    public LiveStream? Live { get; set; }

    /// <summary>Done when all that was emitted is stored.</summary>
    public Task Carried { get; set; } = Task.CompletedTask;

    /// <summary>Sets the runner to work.</summary>
    public void Start(IRunner? runner, RunContext context, ServerLog log) => _ = Task.Run(() => RunAsync(runner, context, log));

    /// <summary>Tells the runner to stop.</summary>
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

        // The end is known before the last item can be taken: who has taken all finds out at once.
        _end.SetResult(end);
        _items.Writer.Complete();
    }
}
