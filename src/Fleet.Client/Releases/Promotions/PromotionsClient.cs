using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>
/// Promotions and rollbacks of releases, gated by the policy. None is repeated after a lost response unless the service honours the idempotency key.
/// </summary>
public sealed class PromotionsClient
{
    private const string RequestResource = "promotionRequest";

    private readonly FleetSender _sender;
    private readonly ReleasesRoutes _routes;

    internal PromotionsClient(FleetSender sender, ReleasesRoutes routes)
    {
        _sender = sender;
        _routes = routes;
    }

    /// <summary>Promotes a release.</summary>
    /// <param name="call">The release, the environment and the reason.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy blocks it; the attempt is recorded in the ledger.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public Task<FleetActionOutcome> PromoteAsync(FleetPromotionCall call, CancellationToken cancellationToken = default) =>
        ActAsync("/v1/promote", call, cancellationToken);

    /// <summary>Rolls back to a release.</summary>
    /// <param name="call">The release, the environment and the reason.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy blocks it; the attempt is recorded in the ledger.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetActionOutcome> RollBackAsync(FleetPromotionCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Override)
        {
            // The original ignores unknown fields, and would gate the rollback nevertheless.
            await _routes.RequireAsync(
                _sender,
                "POST /v1/promote/deny",
                "The original has no way past the policy: send fresh run events or set another policy",
                cancellationToken).ConfigureAwait(false);
        }

        return await ActAsync("/v1/rollback", call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requests a promotion, to be confirmed by somebody else.</summary>
    /// <param name="call">The release, the environment and the reason.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The request.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy blocks it; no request is created.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetPromotionRequest> RequestAsync(FleetPromotionCall call, CancellationToken cancellationToken = default)
    {
        FleetPromotionRequest made = await JsonAnswer.GetAsync(
            _sender, Post("/v1/promote/request", call), static (ref json) => json.Object(PromotionWire.Request), cancellationToken).ConfigureAwait(false);

        // The response does not repeat the stored reason and actor.
        return made with { Reason = made.Reason ?? call.Reason, Actor = made.Actor ?? call.Actor };
    }

    /// <summary>Confirms a request: the release is promoted if the policy still allows it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="approvalReason">The reason for the approval, recorded in the ledger.</param>
    /// <param name="actor">The person or program making the change, recorded in the ledger.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy blocks it; the request remains pending.</exception>
    /// <exception cref="FleetNotFoundException">No such request is pending.</exception>
    public Task<FleetActionOutcome> ConfirmAsync(string requestId, string approvalReason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        using JsonBody body = Resolve(requestId).Sign(approvalReason, actor, "approval_reason");
        FleetRequest request = ReleasesRequest.Change(HttpMethod.Post, "/v1/promote/confirm", body, (RequestResource, requestId));
        return JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(PromotionWire.Outcome), cancellationToken);
    }

    /// <summary>Denies a request. The original has no such call.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="reason">The reason for the change, recorded in the ledger.</param>
    /// <param name="actor">The person or program making the change, recorded in the ledger.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The request after the change.</returns>
    /// <exception cref="FleetNotFoundException">No such request is pending.</exception>
    public async Task<FleetPromotionRequest> DenyAsync(string requestId, string reason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        using JsonBody body = Resolve(requestId).Sign(reason, actor);
        FleetRequest request = ReleasesRequest.Change(HttpMethod.Post, "/v1/promote/deny", body, (RequestResource, requestId));
        await _routes
            .RequireAsync(_sender, "POST /v1/promote/deny", "The original cannot deny a request: leave it unconfirmed", cancellationToken)
            .ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(PromotionWire.Request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the promoted release of each agent and environment.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The promoted releases.</returns>
    public IAsyncEnumerable<FleetPromotion> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, ReleasesRequest.Get("/v1/promoted", "promotion"), PromotionWire.Promoted, cancellationToken);

    /// <summary>Lists promotions and rollbacks, newest first, including blocked ones.</summary>
    /// <param name="agentId">Only actions of this agent.</param>
    /// <param name="environment">Only actions in this environment.</param>
    /// <param name="limit">The maximum number, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The actions.</returns>
    /// <exception cref="FleetValidationException">A filter is empty, or the limit is out of range.</exception>
    public IAsyncEnumerable<FleetReleaseAction> ListActionsAsync(
        string? agentId = null,
        string? environment = null,
        int limit = 50,
        CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query(
            "/v1/actions",
            ("limit", ReleasesCheck.Limit(limit, nameof(limit))),
            ("agent", FleetCheck.Filter(agentId, nameof(agentId))),
            ("env", FleetCheck.Filter(environment, nameof(environment))));
        return JsonList.ItemsAsync(_sender, ReleasesRequest.Get(path, "action"), PromotionWire.Actions, cancellationToken);
    }

    /// <summary>Lists requests for promotions, newest first.</summary>
    /// <param name="status">Only requests with this status, for example <c>pending</c>.</param>
    /// <param name="limit">The maximum number, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The requests.</returns>
    /// <exception cref="FleetValidationException">A filter is empty, or the limit is out of range.</exception>
    public IAsyncEnumerable<FleetPromotionRequest> ListRequestsAsync(string? status = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query(
            "/v1/promotion-requests",
            ("limit", ReleasesCheck.Limit(limit, nameof(limit))),
            ("status", FleetCheck.Filter(status, nameof(status))));
        return JsonList.ItemsAsync(_sender, ReleasesRequest.Get(path, RequestResource), PromotionWire.Requests, cancellationToken);
    }

    private Task<FleetActionOutcome> ActAsync(string path, FleetPromotionCall call, CancellationToken cancellationToken) =>
        JsonAnswer.GetAsync(_sender, Post(path, call), static (ref json) => json.Object(PromotionWire.Outcome), cancellationToken);

    private static FleetRequest Post(string path, FleetPromotionCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        using JsonBody body = new();
        body.Add("release_id", FleetCheck.Filled(call.ReleaseId, nameof(call.ReleaseId)))
            .Add("environment", FleetCheck.Filled(call.Environment, nameof(call.Environment)))
            .Add("window", ReleasesCheck.Window(call.Window, nameof(call.Window)))
            .Sign(call.Reason, call.Actor);
        if (call.Override)
        {
            body.AddPlain("override", true);
        }

        return ReleasesRequest.Change(HttpMethod.Post, path, body, ("release", call.ReleaseId));
    }

    private static JsonBody Resolve(string requestId)
    {
        FleetCheck.Filled(requestId, nameof(requestId));
        return new JsonBody().Add("request_id", requestId);
    }
}
