using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Fleet.Commands;

/// <summary>The runspace that owns a sender: it receives the sender's warnings, and when it ends, so does the sender.</summary>
internal sealed class HeartbeatOwner
{
    private static readonly ConditionalWeakTable<Runspace, HeartbeatOwner> s_owners = [];

    // Read by every wait of every cmdlet, so that the common case costs one read.
    private static int s_pending;

    private readonly ConcurrentQueue<string> _notices = new();

    /// <summary>The owner for the current runspace. Must be called on a pipeline thread.</summary>
    public static HeartbeatOwner Current => s_owners.GetValue(
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("Fleet's cmdlets must run in a PowerShell runspace."),
        static runspace => new HeartbeatOwner(runspace));

    // Keeps no reference to the runspace: a sender must not keep alive one that nobody closed.
    private HeartbeatOwner(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            HeartbeatSenders.StopAll(sender => ReferenceEquals(sender.Owner, this));
            Interlocked.Add(ref s_pending, -_notices.Count);
            _notices.Clear();
        }
    };

    /// <summary>
    /// Queues a warning. It comes from a timer, when the cmdlet that started the sender has long ended and the host may be in the middle of
    /// a line, so the module's next cmdlet in this runspace writes it: on a pipeline thread, to the warning stream, as the user
    /// has configured it.
    /// </summary>
    public void Notify(string notice)
    {
        _notices.Enqueue(notice);
        Interlocked.Increment(ref s_pending);
    }

    /// <summary>Writes the pending warnings of the current runspace. Must be called on a pipeline thread.</summary>
    public static void WriteNotices(Cmdlet cmdlet)
    {
        if (Volatile.Read(ref s_pending) == 0
            || Runspace.DefaultRunspace is not { } runspace
            || !s_owners.TryGetValue(runspace, out HeartbeatOwner? owner))
        {
            return;
        }

        while (owner._notices.TryDequeue(out string? notice))
        {
            Interlocked.Decrement(ref s_pending);
            cmdlet.WriteWarning(notice);
        }
    }
}
