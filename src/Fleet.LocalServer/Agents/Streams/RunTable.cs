using System.Collections.Concurrent;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>The one run that each session may have. The newest wins.</summary>
internal sealed class RunTable
{
    private readonly ConcurrentDictionary<long, Slot> _slots = new();

    /// <summary>Stops the run that a session has and lets another take its place.</summary>
    /// <param name="session">The session.</param>
    /// <param name="begin">Begins the other run.</param>
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

    /// <summary>The run of a session, at work or done; null when there was none.</summary>
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
