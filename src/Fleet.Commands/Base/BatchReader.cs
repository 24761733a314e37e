using System.Threading.Channels;

namespace Fleet.Commands;

/// <summary>Reads a source on another thread, in batches. A batch contains what is available without waiting and never waits for more.</summary>
internal static class BatchReader
{
    private const int MostAhead = 16;

    /// <summary>Starts reading.</summary>
    /// <param name="source">The source.</param>
    /// <param name="size">The most items of a batch.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The batches, which end with the source's error if there is one, and the reading, which completes once the source has been disposed.</returns>
    public static (ChannelReader<List<T>> Batches, Task Reading) Start<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source, int size, CancellationToken cancellationToken)
    {
        Channel<List<T>> batches = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(MostAhead) { SingleReader = true, SingleWriter = true });
        return (batches.Reader, Task.Run(() => ReadAsync(source, size, batches.Writer, cancellationToken), CancellationToken.None));
    }

    private static async Task ReadAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source, int size, ChannelWriter<List<T>> batches, CancellationToken cancellationToken)
    {
        try
        {
            List<T> batch = new(size);
            IAsyncEnumerator<T> items = source(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (true)
                {
                    ValueTask<bool> next = items.MoveNextAsync();
                    bool more;
                    if (next.IsCompletedSuccessfully)
                    {
                        more = next.Result;
                    }
                    else
                    {
                        // Items already read never wait for the next one.
                        Task<bool> asked = next.AsTask();
                        if (batch.Count > 0)
                        {
                            await HandOverAsync(batch, batches, asked, cancellationToken).ConfigureAwait(false);
                            batch = new List<T>(size);
                        }

                        more = await asked.ConfigureAwait(false);
                    }

                    if (!more)
                    {
                        break;
                    }

                    batch.Add(items.Current);
                    if (batch.Count == size)
                    {
                        await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                        batch = new List<T>(size);
                    }
                }
            }

            if (batch.Count > 0)
            {
                await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            batches.Complete();
        }
        catch (Exception failure)
        {
            // Rethrown where the batches are awaited, after the items before it.
            batches.Complete(failure);
        }
    }

    // A source must not be disposed during a read, whatever happens to the batch.
    private static async Task HandOverAsync<T>(List<T> batch, ChannelWriter<List<T>> batches, Task asked, CancellationToken cancellationToken)
    {
        try
        {
            await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
