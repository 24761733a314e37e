using Fleet.LocalServer.Agents.Conversations;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Sends a stream that is kept, from any of its events on: what is stored, then what comes, until the run has ended.</summary>
internal sealed class StreamFollower(StreamStore streams, TimeProvider clock)
{
    /// <summary>After how much silence a comment shows that the stream is alive.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How long a run goes on that nobody listens to: long enough for a client to come back.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_comment = ": heartbeat\n\n"u8.ToArray();

    /// <summary>Sends.</summary>
    /// <param name="session">The session.</param>
    /// <param name="correlationId">The exchange that is wanted; null for all of the session.</param>
    /// <param name="position">The number of the last event that is not wanted.</param>
    /// <param name="run">The run that may still be at work on it; null when this process has seen none.</param>
    /// <param name="send">Sends bytes.</param>
    /// <param name="cancellationToken">The listener has gone.</param>
    /// <exception cref="IOException">The stream could not be kept.</exception>
    public async Task FollowAsync(
        SessionRecord session, string? correlationId, long position, AgentRun? run, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        LiveStream? live = run?.Live;
        live?.Enter();
        try
        {
            while (true)
            {
                StreamView view = live?.Look(position) ?? new StreamView(null, true, true, Task.CompletedTask);
                StreamBatch? batch = view.Batch ?? (view.IsBehind ? await streams.ReadAfterAsync(session.Sequence, correlationId, position) : null);
                if (batch is not null)
                {
                    await send(batch.After(position));
                    position = batch.Last;
                }
                else if (view.HasEnded)
                {
                    break;
                }
                else
                {
                    await WaitAsync(view.Changed, send, cancellationToken);
                }
            }
        }
        finally
        {
            if (live?.Leave() is { } departure)
            {
                _ = StopWhenDesertedAsync(run!, live, departure);
            }
        }

        if (live is { IsBroken: true })
        {
            throw new IOException("The stream could not be stored and has no end.");
        }
    }

    private async Task WaitAsync(Task changed, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(Heartbeat, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            await send(s_comment);
        }
    }

    private async Task StopWhenDesertedAsync(AgentRun run, LiveStream live, int departure)
    {
        await Task.WhenAny(run.Carried, Task.Delay(Patience, clock));
        if (live.IsDesertedSince(departure))
        {
            run.Stop();
        }
    }
}
