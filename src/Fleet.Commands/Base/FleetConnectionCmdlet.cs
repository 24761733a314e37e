using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to a service.</summary>
public abstract class FleetConnectionCmdlet : FleetCmdlet
{
    private ConnectionState? _state;
    private FleetClient? _client;
    private Action? _complete;

    /// <summary>The connection to use; the runspace's default, then the environment variables, when it is not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public virtual FleetConnection? Connection { get; set; }

    /// <summary>The client of the connection, reporting to this cmdlet's streams. Taken on first use, so that <c>-WhatIf</c> and bad input need no connection.</summary>
    private protected FleetClient Client => _client ??= Resolve(() => ClientOf(State, Limits));

    /// <summary>Limits of this cmdlet's calls that differ from the connection's; null for none.</summary>
    private protected virtual FleetCallOptions? Limits => null;

    /// <summary>The connection in use.</summary>
    private protected ConnectionState State => _state ??= Resolve(() => ConnectionStore.Resolve(Connection));

    /// <summary>The client of a connection, reporting to this cmdlet's streams.</summary>
    /// <param name="state">The connection.</param>
    /// <param name="limits">Limits that differ from the client's own.</param>
    private protected FleetClient ClientOf(ConnectionState state, FleetCallOptions? limits = null)
    {
        bool debug = Wants("Debug", "DebugPreference");
        if (debug || Wants("Verbose", "VerbosePreference"))
        {
            limits = (limits ?? new FleetCallOptions()) with { Log = Write, LogLevel = debug ? FleetLogLevel.Debug : FleetLogLevel.Verbose };
        }

        return limits is null ? state.Client : state.Client.With(limits);
    }

    /// <summary>Does what the command as a whole is for: a failure ends it.</summary>
    private protected void DoOrFail(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (FleetException exception)
        {
            FailCommand(exception, target);
        }
    }

    /// <summary>Does what one item is for: a failure is that item's, and the others go on.</summary>
    private protected void DoOrFailItem(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (FleetException exception)
        {
            FailItem(exception, target);
        }
    }

    /// <summary>Does what one record is for: a failure is that record's when there may be others, and the command's when there is just this one.</summary>
    /// <param name="target">The record.</param>
    /// <param name="work">What is done.</param>
    /// <param name="count">How many were given at once.</param>
    private protected void DoOrFailRecord(object? target, Action work, int count = 1)
    {
        if (MyInvocation.ExpectingInput || count > 1)
        {
            DoOrFailItem(target, work);
        }
        else
        {
            DoOrFail(target, work);
        }
    }

    /// <summary>Does what the command needs a file for: a failure ends it.</summary>
    internal void DoOrFailFile(string path, Action work)
    {
        try
        {
            work();
        }
        catch (UnauthorizedAccessException exception) when (ResolveFile(path) is var full && Directory.Exists(full) && exception.Message.Contains($"'{full}'", StringComparison.Ordinal))
        {
            // The system's word for a folder that is opened as a file is that access is denied.
            FailCommand(new FleetValidationException($"'{path}' is a folder. Give the path of a file."), path);
        }
        catch (Exception exception) when (exception is FleetException or IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.OfFile(exception, path));
        }
    }

    /// <summary>Begins work on many items at once. The end of the pipeline waits for all of it.</summary>
    /// <param name="work">The work on one item; runs on any thread.</param>
    /// <param name="target">The value that the error of an item names; the item itself when it is null.</param>
    /// <param name="limit">The most items worked on at once.</param>
    /// <param name="inOrder">Whether results are written in the order of the items, not of finishing.</param>
    /// <param name="written">Takes a result on the pipeline thread; null writes it.</param>
    /// <param name="failed">Takes a failure and its target on the pipeline thread; null writes it as the error of its item.</param>
    private protected FanOut<TItem, TResult> BeginWork<TItem, TResult>(
        Func<TItem, CancellationToken, Task<TResult>> work,
        Func<TItem, object?>? target = null,
        int limit = Throttle.Default,
        bool inOrder = false,
        Action<TItem, TResult>? written = null,
        Action<Exception, object?>? failed = null)
    {
        failed ??= FailItem;
        FanOut<TItem, TResult> begun = new(
            this,
            limit,
            work,
            written ?? ((_, result) => WriteObject(result)),
            (item, exception) => failed(exception, target is null ? item : target(item)))
        {
            InOrder = inOrder,
        };
        _complete += begun.Complete;
        return begun;
    }

    /// <inheritdoc />
    protected override void EndProcessing() => _complete?.Invoke();

    private T Resolve<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (FleetException exception)
        {
            FailCommand(exception, Connection);
            throw;
        }
    }

    /// <summary>Writes a record of the client to the stream it belongs to.</summary>
    private protected void Write(FleetLogEntry entry) => Post(() =>
    {
        // With -Debug, the shell asks before it goes on from each verbose record, unless -Verbose is there as well. Nothing may wait at a prompt.
        bool asks = MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("Verbose");
        switch (entry.Level)
        {
            case FleetLogLevel.Verbose when !asks:
                WriteVerbose(entry.Message);
                break;
            case FleetLogLevel.Warning:
                WriteWarning(entry.Message);
                break;
            default:
                WriteDebug(entry.Message);
                break;
        }
    });
}
