using System.Buffers;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Carries what a run emits as the original does: whoever listens has it stored, and what is sent was stored before.</summary>
internal sealed class ExactPump(AgentStore store, ServerLog log)
{
    /// <summary>Carries until the run says that it is done; one that never does is never done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="session">Its session.</param>
    /// <param name="send">Sends one event.</param>
    /// <param name="cancellationToken">The listener has gone.</param>
    /// <exception cref="InvalidDataException">Something was emitted that no JSON can hold.</exception>
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
