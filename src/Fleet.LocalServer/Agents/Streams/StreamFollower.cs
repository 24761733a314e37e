using Fleet.LocalServer.Agents.Conversations;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Sends a stored stream from any of its events: first the stored events, then new ones until the run ends.</summary>
internal sealed class StreamFollower(StreamStore streams, TimeProvider clock)
{
    /// <summary>The silence after which a comment is sent to show that the stream is alive.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>The time a run continues without listeners: long enough for a client to reconnect.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_comment = ": heartbeat\n\n"u8.ToArray();

    /// <summary>Sends the stream.</summary>
    /// <param name="session">The session.</param>
    /// <param name="correlationId">The exchange to send; null for the whole session.</param>
    /// <param name="position">The number of the event to send after.</param>
    /// <param name="run">The run that may still be in progress; null if this process has seen none.</param>
    /// <param name="send">Sends bytes.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <exception cref="IOException">The stream could not be stored.</exception>
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
