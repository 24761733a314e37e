using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The catalog of environments, and the regions.</summary>
public sealed class EnvironmentsClient
{
    private readonly FleetSender _sender;

    internal EnvironmentsClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists the catalog.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The environments, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetException">The service refuses the call or cannot be reached.</exception>
    public IAsyncEnumerable<FleetEnvironment> ListAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException(_sender.ToString());

    /// <summary>Reads one environment.</summary>
    /// <param name="envKey">Its key; a version behind a colon is ignored.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The environment.</returns>
    /// <exception cref="FleetNotFoundException">There is no such environment.</exception>
    public Task<FleetEnvironment> GetAsync(string envKey, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists the regions.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The regions, in the service's order.</returns>
    /// <exception cref="FleetException">The service refuses the call or cannot be reached.</exception>
    public IAsyncEnumerable<FleetRegion> ListRegionsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
