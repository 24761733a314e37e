namespace Fleet.Client.Http;

/// <summary>The error of a call through a client that has been disposed.</summary>
internal static class ClosedClient
{
    // By name, since the transport must not refer to the client.
    private const string Name = "Fleet.Client.FleetClient";

    /// <summary>Throws if the client has been disposed.</summary>
    /// <exception cref="ObjectDisposedException">It has.</exception>
    public static void ThrowIf(bool closed)
    {
#pragma warning disable CA1513 // The framework's helper takes the type.
        if (closed)
        {
            throw new ObjectDisposedException(Name);
        }
#pragma warning restore CA1513
    }
}
