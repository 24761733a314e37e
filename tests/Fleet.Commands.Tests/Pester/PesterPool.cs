using System.Reflection;
using System.Threading.Channels;
using Fleet.Testing;

namespace Fleet.Commands.Tests.Pester;

/// <summary>The shells that run the Pester files: one for each processor, at most four. None starts before the first file is needed.</summary>
public sealed class PesterPool : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Entry> _queue = Channel.CreateUnbounded<Entry>();
    private readonly Dictionary<string, Task<PesterRun>> _runs = [];
    private Task[] _shells = [];

    /// <summary>Runs a file. The first call queues all files that this test run has selected.</summary>
    /// <param name="file">The file, as in <see cref="PesterFiles.All"/>.</param>
    /// <returns>Its outcome.</returns>
    public Task<PesterRun> RunAsync(string file)
    {
        lock (_lock)
        {
            if (_shells.Length == 0)
            {
                // Not on the threads of the tests, which other tests may block.
                _shells = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(_ => Task.Run(RunQueueAsync))];
            }

            foreach (string next in PesterFiles.Selected.Append(file).Where(next => !_runs.ContainsKey(next)))
            {
                TaskCompletionSource<PesterRun> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _runs.Add(next, result.Task);
                _queue.Writer.TryWrite(new Entry(next, result));
            }

            return _runs[file];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_shells);
        _stop.Dispose();
    }

    private async Task RunQueueAsync()
    {
        PesterWorker? worker = null;
        try
        {
            await foreach ((string file, TaskCompletionSource<PesterRun> result) in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                try
                {
                    (PowerShellProgram? shell, string reason) = await PowerShellProgram.TryGetAsync();
                    if (shell is null)
                    {
                        result.SetResult(new PesterRun(PesterOutcome.NotRun, $"The Pester file was not run: {reason}."));
                        continue;
                    }

                    await StagedModule.GetFolderAsync();
                    worker ??= PesterWorker.Start(shell, PesterModule());
                    PesterRun run = await worker.RunAsync(file, _stop.Token);
                    if (!worker.IsUsable)
                    {
                        await worker.DisposeAsync();
                        worker = null;
                    }

                    result.SetResult(run);
                }
                catch (Exception exception)
                {
                    result.SetException(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // No test waits any more.
        }
        finally
        {
            if (worker is not null)
            {
                await worker.DisposeAsync();
            }
        }
    }

    // The package that the build restored, so that a machine with nothing but the SDK tests the cmdlets too.
    private static string PesterModule() =>
        typeof(PesterPool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Pester").Value!;

    private sealed record Entry(string File, TaskCompletionSource<PesterRun> Result);
}
