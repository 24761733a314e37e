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

    /// <summary>Reads the active policy, or the default one. The original has no such call.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The policy.</returns>
    public async Task<FleetPolicy> GetPolicyAsync(CancellationToken cancellationToken = default)
    {
        await _sender.ReleasesRoutes.RequireAsync(_sender, "GET /v1/policy", "The original shows it by its own command line: flightdeck policy show", cancellationToken).ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, ReleasesCheck.Get("/v1/policy", "policy"), static (ref json) => json.Object(PolicyWire.Policy), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the policy; what it leaves null is no limit. The original has no such call.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reason">Why; it goes into the ledger.</param>
    /// <param name="actor">Who; it goes into the ledger.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The policy as it is now.</returns>
    public async Task<FleetPolicy> SetPolicyAsync(FleetPolicy policy, string reason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using JsonBody body = new();
        body.AddPlain("policy", FreeValue.Plain(PolicyWire.Fields(policy), nameof(policy)))
            .Add("reason", FleetCheck.Filled(reason, nameof(reason)))
            .Add("actor", FleetCheck.Filled(actor, nameof(actor)));
        FleetRequest request = new()
        {
            Method = HttpMethod.Put,
            Service = FleetService.Releases,
            PathAndQuery = "/v1/policy",
            Json = body.Finish(),
            Repeat = FleetRepeat.Create,
            Resource = ("policy", policy.PolicyId),
        };
        await _sender.ReleasesRoutes.RequireAsync(_sender, "PUT /v1/policy", "The original sets it by its own command line: flightdeck policy set", cancellationToken).ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(PolicyWire.Policy), cancellationToken).ConfigureAwait(false);
    }
}
