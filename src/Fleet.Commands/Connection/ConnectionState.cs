using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A connection and its client. The client is made on first use and shared by all cmdlets that use the connection.</summary>
internal sealed class ConnectionState(FleetConnection connection, Func<FleetClientOptions> options) : IDisposable
{
    private readonly Lock _lock = new();
    private FleetClient? _client;
    private bool _disposed;

    public FleetConnection Connection { get; } = connection;

    public FleetClient Client
    {
        get
        {
            lock (_lock)
            {
                if (_disposed)
                {
                    throw new FleetConnectionException("The connection was closed by Disconnect-Fleet or Stop-FleetServer. Use Connect-Fleet or Start-FleetServer to make a new one.");
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
            // The name of the client's own parameter means nothing to the user.
            string message = exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal);
            throw new FleetValidationException($"The connection cannot be used: {message}", exception);
        }
    }
}
