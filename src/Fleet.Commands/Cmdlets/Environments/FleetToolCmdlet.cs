using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that uses the tools of instances. Each instance gets one session, started when needed and ended with the command.</summary>
public abstract class FleetToolCmdlet : FleetManagerCmdlet
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Lazy<Task<InstanceToolsClient>>> _sessions = new(StringComparer.Ordinal);

    /// <summary>Returns the session with an instance, started by the first caller that awaits it.</summary>
    /// <exception cref="FleetValidationException">It looks like an address but is not one.</exception>
    private protected Lazy<Task<InstanceToolsClient>> Tools(string instance)
    {
        if (!_sessions.TryGetValue(instance, out Lazy<Task<InstanceToolsClient>>? session))
        {
            InstanceManagerClient manager = Manager(instance);
            _sessions.Add(instance, session = new Lazy<Task<InstanceToolsClient>>(() => manager.OpenToolsAsync(StopToken)));
        }

        return session;
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        // Also after a stop: the session is closed properly, but not for longer than a user would wait.
        Task[] ends = [.. _sessions.Values.Where(static session => session.IsValueCreated).Select(static session => Task.Run(() => EndAsync(session.Value)))];
        Task.WaitAll(ends, s_grace);
        base.OnDispose();
    }

    private static async Task EndAsync(Task<InstanceToolsClient> session)
    {
        try
        {
            await (await session.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FleetException or OperationCanceledException)
        {
            // The session never started.
        }
    }
}
