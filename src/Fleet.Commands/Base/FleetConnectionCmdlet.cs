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
    public FleetConnection? Connection { get; set; }

    /// <summary>The client of the connection, reporting to this cmdlet's streams. Taken on first use, so that <c>-WhatIf</c> and bad input need no connection.</summary>
    private protected FleetClient Client => _client ??= Connect();

    private FleetClient Connect()
    {
        try
        {
            FleetClient client = ConnectionStore.Resolve(Connection).Client;
            return Log() is { } log ? client.With(log) : client;
        }
        catch (FleetException exception)
        {
            FailCommand(exception, Connection);
            throw;
        }
    }

    private FleetCallOptions? Log()
    {
        bool debug = Wants("Debug", "DebugPreference");
        bool verbose = Wants("Verbose", "VerbosePreference");
        return debug || verbose
            ? new FleetCallOptions { Log = Write, LogLevel = debug ? FleetLogLevel.Debug : FleetLogLevel.Verbose }
            : null;
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
