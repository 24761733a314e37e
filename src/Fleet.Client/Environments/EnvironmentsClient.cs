using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The catalog of environments, and the regions.</summary>
public sealed class EnvironmentsClient
{
    private readonly FleetSender _sender;

    internal EnvironmentsClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists the catalog.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The environments, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetException">The service rejects the call or cannot be reached.</exception>
    public IAsyncEnumerable<FleetEnvironment> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, Get("/v1/env/", null), EnvironmentsWire.Environments, cancellationToken);

    /// <summary>Reads one environment.</summary>
    /// <param name="envKey">The key; a version after a colon is ignored.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The environment.</returns>
    /// <exception cref="FleetNotFoundException">There is no such environment.</exception>
    public async Task<FleetEnvironment> GetAsync(string envKey, CancellationToken cancellationToken = default)
    {
        string key = FleetCheck.Filled(FleetCheck.Filled(envKey, nameof(envKey)).Split(':')[0], nameof(envKey));
        return await JsonAnswer.GetAsync(
            _sender,
            Get(FleetPath.Segments("v1", "env", key), key),
            static (ref json) => json.Object(EnvironmentsWire.Environment),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the regions.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The regions, in the service's order.</returns>
    /// <exception cref="FleetException">The service rejects the call or cannot be reached.</exception>
    public IAsyncEnumerable<FleetRegion> ListRegionsAsync(CancellationToken cancellationToken = default) => JsonList.ItemsAsync(
        _sender,
        new FleetRequest { Method = HttpMethod.Get, PathAndQuery = "/v1/regions", Resource = ("region", null) },
        EnvironmentsWire.Regions,
        cancellationToken);

    private static FleetRequest Get(string path, string? key) =>
        new() { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("environment", key) };
}
