using Fleet.Client.Http;
using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>The releases service itself: its health, counts and settings.</summary>
public sealed class WorkspaceClient
{
    private readonly FleetSender _sender;

    internal WorkspaceClient(FleetSender sender) => _sender = sender;

    /// <summary>Asks whether the service is well. Needs no token.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How it is, and what it asks of callers.</returns>
    public Task<FleetReleasesHealth> GetHealthAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(_sender, ReleasesCheck.Get("/health", "health"), static (ref json) => json.Object(WorkspaceWire.Health), cancellationToken);

    /// <summary>Reads the public settings.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The settings.</returns>
    public Task<FleetWorkspace> GetAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(_sender, ReleasesCheck.Get("/v1/workspace", "workspace"), static (ref json) => json.Object(WorkspaceWire.Workspace), cancellationToken);

    /// <summary>Reads what the service counts.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts.</returns>
    public Task<FleetMetric> GetMetricsAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(_sender, ReleasesCheck.Get("/v1/metrics", "metric"), static (ref json) => json.Object(WorkspaceWire.Metric), cancellationToken);
}
