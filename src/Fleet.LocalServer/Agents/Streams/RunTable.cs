using System.Collections.Concurrent;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>The current run of each session. A new run replaces the old one.</summary>
internal sealed class RunTable
{
    private readonly ConcurrentDictionary<long, Slot> _slots = new();

    /// <summary>Stops the session's current run and starts another in its place.</summary>
    /// <param name="session">The session.</param>
    /// <param name="begin">Starts the new run.</param>
    public async Task<AgentRun> ReplaceAsync(long session, Func<Task<AgentRun>> begin)
    {
        Slot slot = _slots.GetOrAdd(session, static _ => new Slot());
        await slot.Gate.WaitAsync();
        try
        {
            if (slot.Run is { } former)
            {
                await former.StopAsync();
            }

            return slot.Run = await begin();
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>The session's latest run, running or finished; null if it never had one.</summary>
    public AgentRun? Find(long session) => _slots.GetValueOrDefault(session)?.Run;

    /// <summary>Stops all runs.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_slots.Values.Select(static slot => slot.Run?.StopAsync() ?? Task.CompletedTask));
        _slots.Clear();
    }

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public AgentRun? Run { get; set; }
    }
}
