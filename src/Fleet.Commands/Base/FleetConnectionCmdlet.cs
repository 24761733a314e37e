using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to a service.</summary>
public abstract class FleetConnectionCmdlet : FleetCmdlet
{
    private ConnectionState? _state;
    private FleetClient? _client;
    private Action? _complete;

    /// <summary>The connection to use; by default the runspace's connection, then that of the environment variables.</summary>
    [Parameter]
    [ValidateNotNull]
    public virtual FleetConnection? Connection { get; set; }

    /// <summary>
    /// The connection's client, reporting to this cmdlet's streams. It is created on first use, so that <c>-WhatIf</c> and bad input need no connection.
    /// </summary>
    private protected FleetClient Client => _client ??= Resolve(() => ClientOf(State, Limits));

    /// <summary>The limits of this cmdlet's calls that differ from the connection's; null for none.</summary>
    private protected virtual FleetCallOptions? Limits => null;

    /// <summary>The connection in use.</summary>
    private protected ConnectionState State => _state ??= Resolve(() => ConnectionStore.Resolve(Connection));

    /// <summary>Returns the client of a connection, reporting to this cmdlet's streams.</summary>
    /// <param name="state">The connection.</param>
    /// <param name="limits">The limits that differ from the client's own.</param>
    private protected FleetClient ClientOf(ConnectionState state, FleetCallOptions? limits = null)
    {
        bool debug = Wants("Debug", "DebugPreference");
        if (debug || Wants("Verbose", "VerbosePreference"))
        {
            limits = (limits ?? new FleetCallOptions()) with { Log = Write, LogLevel = debug ? FleetLogLevel.Debug : FleetLogLevel.Verbose };
        }

        return limits is null ? state.Client : state.Client.With(limits);
    }

    /// <summary>Does the work of the whole command: a failure ends it.</summary>
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

    /// <summary>Does the work for one item: a failure concerns only that item.</summary>
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

    /// <summary>
    /// Does the work for one record: a failure concerns only that record if there may be others, and ends the command if there is just this one.
    /// </summary>
    /// <param name="target">The record.</param>
    /// <param name="work">The work.</param>
    /// <param name="count">The number of records given at once.</param>
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

    /// <summary>Does work that needs a file: a failure ends the command.</summary>
    internal void DoOrFailFile(string path, Action work)
    {
        try
        {
            work();
        }
        catch (UnauthorizedAccessException exception) when (
            ResolveFile(path) is var full && Directory.Exists(full) && exception.Message.Contains($"'{full}'", StringComparison.Ordinal))
        {
            // The system reports a folder that is opened as a file as "access denied".
            FailCommand(new FleetValidationException($"'{path}' is a folder. Specify the path of a file."), path);
        }
        catch (Exception exception) when (exception is FleetException or IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.OfFile(exception, path));
        }
    }

    /// <summary>Starts work on many items at once. The end of the pipeline waits for all of it.</summary>
    /// <param name="work">The work on one item; runs on any thread.</param>
    /// <param name="target">Returns the target of an item's error; null for the item itself.</param>
    /// <param name="limit">The most items worked on at once.</param>
    /// <param name="inOrder">True to write results in the order of the items rather than of completion.</param>
    /// <param name="written">Receives a result on the pipeline thread; null to write it.</param>
    /// <param name="failed">Receives a failure and its target on the pipeline thread; null to write it as the item's error.</param>
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

    /// <summary>Writes a log record of the client to the matching stream.</summary>
    private protected void Write(FleetLogEntry entry) => Post(() =>
    {
        // With -Debug, the shell prompts at each verbose record, unless -Verbose is given as well. Nothing may wait at a prompt.
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
