using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to a service.</summary>
public abstract class FleetConnectionCmdlet : FleetCmdlet
{
    private FleetClient? _client;

    /// <summary>The connection to use; the runspace's default, then the environment variables, when it is not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public virtual FleetConnection? Connection { get; set; }

    /// <summary>The client of the connection, reporting to this cmdlet's streams. Taken on first use, so that <c>-WhatIf</c> and bad input need no connection.</summary>
    private protected FleetClient Client => _client ??= Connect();

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

    private FleetClient Connect()
    {
        try
        {
            return ClientOf(ConnectionStore.Resolve(Connection));
        }
        catch (FleetException exception)
        {
            FailCommand(exception, Connection);
            throw;
        }
    }

    private void Write(FleetLogEntry entry) => Post(() =>
    {
        switch (entry.Level)
        {
            case FleetLogLevel.Debug:
                WriteDebug(entry.Message);
                break;
            case FleetLogLevel.Warning:
                WriteWarning(entry.Message);
                break;
            default:
                WriteVerbose(entry.Message);
                break;
        }
    });
}
