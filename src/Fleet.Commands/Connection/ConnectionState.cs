using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A connection and its client, which is created on first use and shared by all cmdlets using the connection.</summary>
internal sealed class ConnectionState(FleetConnection connection, Func<FleetClientOptions> options) : IDisposable
{
    private readonly Lock _lock = new();
    private FleetClient? _client;
    private bool _disposed;

    public FleetConnection Connection { get; } = connection;

    /// <summary>The local server behind the connection, if this process started it.</summary>
    public LocalServer? Server { get; init; }

    public FleetClient Client
    {
        get
        {
            lock (_lock)
            {
                if (_disposed)
                {
                    throw new FleetConnectionException(
                        "The connection was closed by Disconnect-Fleet or Stop-FleetServer. Use Connect-Fleet or Start-FleetServer to create a new one.");
                }

                // Reported at once: retrying against a dead server would take seconds.
                if (Server is { HasEnded: true })
                {
                    throw new FleetConnectionException(
                        $"The local server at {Connection.Uri} ended unexpectedly. Get-FleetServer shows its exit code and log; "
                        + "use Start-FleetServer to start another.");
                }

                return _client ??= Make();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _client?.Dispose();
            _client = null;
        }
    }

    private FleetClient Make()
    {
        try
        {
            return new FleetClient(options());
        }
        catch (ArgumentException exception)
        {
            // The client's parameter name would mean nothing to the user.
            string message = exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal);
            throw new FleetValidationException($"The connection cannot be used: {message}", exception);
        }
    }
}
