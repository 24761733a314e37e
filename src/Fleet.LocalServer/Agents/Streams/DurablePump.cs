using System.Buffers;
using System.Globalization;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>
/// Stores everything a run emits, with or without listeners, and publishes it once it is stored. Items that are waiting go to disk in one batch.
/// </summary>
internal sealed class DurablePump(StreamStore streams, ServerLog log)
{
    private const int MaxBatchBytes = 128 * 1024;

    /// <summary>Starts pumping; the returned task completes when everything is stored.</summary>
    public async Task<(LiveStream Live, Task Carried)> StartAsync(AgentRun run, long session)
    {
        LiveStream live = new(await streams.BeginAsync(session, run.CorrelationId));
        return (live, Task.Run(() => CarryAsync(run, session, live)));
    }

    /// <summary>Ends the runs that an earlier process left open.</summary>
    public async Task EndInterruptedAsync()
    {
        foreach ((long session, string correlationId, long last) in await streams.ReadOpenAsync())
        {
            Batch batch = new(correlationId, last, log);
            batch.Add(StatusItem.Failure("The server ended while the agent was at work"));
            await streams.AppendAsync(session, batch.TakeFrames(), batch.TakeEvents(), ended: true);
        }
    }

    private async Task CarryAsync(AgentRun run, long session, LiveStream live)
    {
        try
        {
            Batch batch = new(run.CorrelationId, live.Start, log);
            bool ended = false;
            while (!ended)
            {
                ended = !await run.Items.WaitToReadAsync();
                while (!ended && batch.Size < MaxBatchBytes && run.Items.TryRead(out RunItem? item))
                {
                    ended = batch.Add(item);
                }

                if (ended && !batch.IsCompleted && await run.End is { Kind: not RunEnd.Returned } end)
                {
                    batch.Add(end.Kind == RunEnd.Stopped ? new StatusItem("cancelled") : StatusItem.Failure(end.Reason!));
                }

                StreamBatch? frames = batch.TakeFrames();
                await streams.AppendAsync(session, frames, batch.TakeEvents(), ended);
                live.Publish(frames, ended);
            }
        }
        catch (Exception e)
        {
            log.Fail($"The answer {run.CorrelationId} could not be stored", e);
            live.Publish(null, ended: true, broken: true);
        }

        run.Stop();
    }

    /// <summary>Items to be stored together.</summary>
    private sealed class Batch(string correlationId, long last, ServerLog log)
    {
        private readonly RunComposer _composer = new(correlationId, exact: false, log);
        private readonly EventFrames _frames = new(correlationId);
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private List<NewEvent> _events = [];
        private long _first = last + 1;
        private long _last = last;

        public int Size => _buffer.WrittenCount;

        public bool IsCompleted { get; private set; }

        /// <summary>Adds an item.</summary>
        /// <returns>True if it was the last one.</returns>
        public bool Add(RunItem item)
        {
            bool isUnwritable = item is StatusItem { IsUnwritable: true };
            Composed composed = _composer.Take(isUnwritable ? StatusItem.Failure("The agent emitted what no JSON can hold") : item);
            if (composed.Stored is { } stored)
            {
                _events.Add(stored);
            }

            foreach (RunItem sent in composed.Sent)
            {
                string id = (++_last).ToString(CultureInfo.InvariantCulture);
                if (sent is StatusItem status)
                {
                    _frames.Write(_buffer, status, id);
                }
                else
                {
                    _frames.Write(_buffer, (ChunkItem)sent, id);
                }
            }

            return IsCompleted = isUnwritable || _composer.IsCompleted;
        }

        public StreamBatch? TakeFrames()
        {
            if (_last < _first)
            {
                return null;
            }

            StreamBatch batch = new(correlationId, _first, _last, _buffer.WrittenSpan.ToArray());
            _buffer.ResetWrittenCount();
            _first = _last + 1;
            return batch;
        }

        public List<NewEvent> TakeEvents()
        {
            List<NewEvent> taken = _events;
            _events = [];
            return taken;
        }
    }
}
