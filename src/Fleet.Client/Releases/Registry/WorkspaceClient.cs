using System.Collections;
using System.Runtime.CompilerServices;
using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>The releases service itself: its health, counts and settings.</summary>
public sealed class WorkspaceClient
{
    /// <summary>The setting for a catalog of common tariffs, as data or as YAML text; null removes the catalog.</summary>
    public const string PricingCatalog = "pricing_catalog";

    private const string PricesInstead = "With the original, run 'flightdeck pricing show'";

    private readonly FleetSender _sender;
    private readonly ReleasesRoutes _routes;

    internal WorkspaceClient(FleetSender sender, ReleasesRoutes routes)
    {
        _sender = sender;
        _routes = routes;
    }

    /// <summary>Reads the health of the service. Needs no token.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The health, and the requirements for callers.</returns>
    public Task<FleetReleasesHealth> GetHealthAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(_sender, ReleasesRequest.Get("/health", "health"), static (ref json) => json.Object(WorkspaceWire.Health), cancellationToken);

    /// <summary>Reads the settings: the public ones, and those that can be changed if the service returns them.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The settings.</returns>
    public async Task<FleetWorkspace> GetAsync(CancellationToken cancellationToken = default)
    {
        FleetWorkspace workspace = await GetPublicAsync(cancellationToken).ConfigureAwait(false);
        return await _routes.HasAsync(_sender, "GET /v1/workspace/settings", cancellationToken).ConfigureAwait(false)
            ? workspace with
            {
                Settings = await JsonAnswer
                    .GetAsync(
                        _sender,
                        ReleasesRequest.Get("/v1/workspace/settings", "workspace"),
                        static (ref json) => json.FreeObject(),
                        cancellationToken).ConfigureAwait(false),
            }
            : workspace;
    }

    /// <summary>Reads the settings that every service returns.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The settings.</returns>
    public Task<FleetWorkspace> GetPublicAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(
            _sender,
            ReleasesRequest.Get("/v1/workspace", "workspace"),
            static (ref json) => json.Object(WorkspaceWire.Workspace),
            cancellationToken);

    /// <summary>Changes settings; those not named are unchanged. The original has no such call.</summary>
    /// <param name="settings">The settings, as the service names them.</param>
    /// <param name="reason">The reason for the change, recorded in the ledger.</param>
    /// <param name="actor">The person or program making the change, recorded in the ledger.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The settings after the change.</returns>
    /// <exception cref="FleetValidationException">A setting is not known or not valid.</exception>
    public async Task<FleetWorkspace> SetAsync(IDictionary settings, string reason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using JsonBody body = new();
        body.AddPlain("settings", FreeValue.Plain(settings, nameof(settings)));
        await ChangeAsync(
            HttpMethod.Put,
            "/v1/workspace/settings",
            body.Sign(reason, actor),
            "With the original, edit flightdeck.yaml and start it again",
            static (ref json) => json.FreeObject(),
            cancellationToken).ConfigureAwait(false);
        return await GetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the service's counters.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The counts.</returns>
    public Task<FleetMetric> GetMetricsAsync(CancellationToken cancellationToken = default) =>
        JsonAnswer.GetAsync(_sender, ReleasesRequest.Get("/v1/metrics", "metric"), static (ref json) => json.Object(WorkspaceWire.Metric), cancellationToken);

    /// <summary>Reads the active policy, or the default one. The original has no such call.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The policy.</returns>
    public async Task<FleetPolicy> GetPolicyAsync(CancellationToken cancellationToken = default)
    {
        await _routes
            .RequireAsync(_sender, "GET /v1/policy", "The original shows it by its own command line: flightdeck policy show", cancellationToken)
            .ConfigureAwait(false);
        return await JsonAnswer
            .GetAsync(_sender, ReleasesRequest.Get("/v1/policy", "policy"), static (ref json) => json.Object(PolicyWire.Policy), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Sets the policy; a null value is no limit. The original has no such call.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reason">The reason for the change, recorded in the ledger.</param>
    /// <param name="actor">The person or program making the change, recorded in the ledger.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The policy after the change.</returns>
    public async Task<FleetPolicy> SetPolicyAsync(FleetPolicy policy, string reason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using JsonBody body = new();
        body.AddPlain("policy", FreeValue.Plain(PolicyWire.Fields(policy), nameof(policy)));
        return await ChangeAsync(
            HttpMethod.Put,
            "/v1/policy",
            body.Sign(reason, actor),
            "The original sets it by its own command line: flightdeck policy set",
            static (ref json) => json.Object(PolicyWire.Policy),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the price tables, without their prices. The original has no such call.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tables.</returns>
    public async IAsyncEnumerable<FleetPriceTable> ListPriceTablesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _routes.RequireAsync(_sender, "GET /v1/pricing", PricesInstead, cancellationToken).ConfigureAwait(false);
        await foreach (
            FleetPriceTable table in JsonList
                .ItemsAsync(_sender, ReleasesRequest.Get("/v1/pricing", "priceTable"), RegistryWire.PriceTables, cancellationToken)
                .ConfigureAwait(false))
        {
            yield return table;
        }
    }

    /// <summary>Reads a price table. The original has no such call.</summary>
    /// <param name="provider">The provider of the models.</param>
    /// <param name="pricingVersion">The version of the table.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The table with its prices.</returns>
    /// <exception cref="FleetNotFoundException">There is no such table.</exception>
    public async Task<FleetPriceTable> GetPriceTableAsync(string provider, string pricingVersion, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Segments(
            "v1",
            "pricing",
            FleetCheck.Filled(provider, nameof(provider)),
            FleetCheck.Filled(pricingVersion, nameof(pricingVersion)));
        await _routes.RequireAsync(_sender, "GET /v1/pricing/{provider}/{version}", PricesInstead, cancellationToken).ConfigureAwait(false);
        return await JsonAnswer
            .GetAsync(_sender, ReleasesRequest.Get(path, "priceTable", $"{provider}/{pricingVersion}"), RegistryWire.OnePriceTable, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Imports a price table. The original has no such call.</summary>
    /// <param name="yaml">The table as YAML or JSON.</param>
    /// <param name="reason">The reason for the change, recorded in the ledger.</param>
    /// <param name="replace">True to replace a table of the same provider and version.</param>
    /// <param name="actor">The person or program making the change, recorded in the ledger.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The table.</returns>
    /// <exception cref="FleetValidationException">It is not a price table, or there is one already.</exception>
    public async Task<FleetPriceTable> ImportPriceTableAsync(
        string yaml,
        string reason,
        bool replace = false,
        string actor = "sdk",
        CancellationToken cancellationToken = default)
    {
        using JsonBody body = new();
        body.Add("yaml", FleetCheck.Filled(yaml, nameof(yaml))).AddPlain("replace", replace);
        return await ChangeAsync(
            HttpMethod.Post,
            "/v1/pricing/import",
            body.Sign(reason, actor),
            "With the original, run 'flightdeck pricing import'",
            RegistryWire.ImportedPriceTable,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ChangeAsync<T>(HttpMethod method, string path, JsonBody body, string instead, JsonRead<T?> read, CancellationToken cancellationToken)
        where T : class
    {
        await _routes.RequireAsync(_sender, $"{method} {path}", instead, cancellationToken).ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, ReleasesRequest.Change(method, path, body), read, cancellationToken).ConfigureAwait(false);
    }
}
