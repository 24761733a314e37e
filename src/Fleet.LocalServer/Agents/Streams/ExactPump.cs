using System.Buffers;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Stores and sends what a run emits as the original does: only while a client listens, and each event is stored before it is
/// sent.</summary>
internal sealed class ExactPump(AgentStore store, ServerLog log)
{
    /// <summary>Pumps until the run reports that it is completed; a run that never does keeps the stream open.</summary>
    /// <param name="run">The run.</param>
    /// <param name="session">The run's session.</param>
    /// <param name="send">Sends one event.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <exception cref="InvalidDataException">An item cannot be written as JSON.</exception>
    public async Task RunAsync(AgentRun run, SessionRecord session, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        RunComposer composer = new(run.CorrelationId, exact: true, log);
        Delivery delivery = new(store, session, new EventFrames(run.CorrelationId), send);
        await foreach (RunItem item in run.Items.ReadAllAsync(cancellationToken))
        {
            await delivery.DeliverAsync(composer.Take(item));
            if (composer.IsCompleted)
            {
                return;
            }
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Delivery(AgentStore store, SessionRecord session, EventFrames frames, Func<ReadOnlyMemory<byte>, Task> send)
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(512);

        public async Task DeliverAsync(Composed composed)
        {
            if (composed.Stored is { } stored)
            {
                await store.AddEventAsync(session.Sequence, stored);
            }

            foreach (RunItem item in composed.Sent)
            {
                if (item is StatusItem { IsUnwritable: true })
                {
                    throw new InvalidDataException($"The session {session.Id} has an event that cannot be written as JSON.");
                }

                Write(item);
                await send(_buffer.WrittenMemory);
                _buffer.ResetWrittenCount();
            }
        }

        private void Write(RunItem item)
        {
            if (item is StatusItem status)
            {
                frames.Write(_buffer, status, status.EventId ?? "");
            }
            else
            {
                frames.Write(_buffer, (ChunkItem)item, null);
            }
        }
    }
}
