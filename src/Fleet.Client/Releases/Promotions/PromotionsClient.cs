using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>Promoting releases and going back, behind the policy. None of it is done again after a lost answer unless the service honours the idempotency key.</summary>
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
    /// <param name="call">Which, where and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy says no; the ledger holds the attempt.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public Task<FleetActionOutcome> PromoteAsync(FleetPromotionCall call, CancellationToken cancellationToken = default) =>
        ActAsync("/v1/promote", call, cancellationToken);

    /// <summary>Goes back to a release.</summary>
    /// <param name="call">Which, where and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy says no; the ledger holds the attempt.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetActionOutcome> RollBackAsync(FleetPromotionCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Override)
        {
            // The original passes over what it does not know, and would gate the rollback all the same.
            await _routes.RequireAsync(
                _sender, "POST /v1/promote/deny", "The original has no way past the policy: send fresh evidence or set another policy", cancellationToken).ConfigureAwait(false);
        }

        return await ActAsync("/v1/rollback", call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a promotion that somebody confirms.</summary>
    /// <param name="call">Which, where and why.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The request.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy says no; there is no request.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetPromotionRequest> RequestAsync(FleetPromotionCall call, CancellationToken cancellationToken = default)
    {
        FleetPromotionRequest made = await JsonAnswer.GetAsync(
            _sender, Post("/v1/promote/request", call), static (ref json) => json.Object(PromotionWire.Request), cancellationToken).ConfigureAwait(false);

        // The answer does not repeat what the service has stored.
        return made with { Reason = made.Reason ?? call.Reason, Actor = made.Actor ?? call.Actor };
    }

    /// <summary>Confirms a request: the release is promoted if the policy still allows it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="approvalReason">Why; it goes into the ledger.</param>
    /// <param name="actor">Who; it goes into the ledger.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="FleetPromotionBlockedException">The policy says no; the request stays.</exception>
    /// <exception cref="FleetNotFoundException">No such request is pending.</exception>
    public Task<FleetActionOutcome> ConfirmAsync(string requestId, string approvalReason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        using JsonBody body = Resolve(requestId).Sign(approvalReason, actor, "approval_reason");
        FleetRequest request = ReleasesRequest.Change(HttpMethod.Post, "/v1/promote/confirm", body, (RequestResource, requestId));
        return JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(PromotionWire.Outcome), cancellationToken);
    }

    /// <summary>Denies a request. The original has no such call.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="reason">Why; it goes into the ledger.</param>
    /// <param name="actor">Who; it goes into the ledger.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The request as it is now.</returns>
    /// <exception cref="FleetNotFoundException">No such request is pending.</exception>
    public async Task<FleetPromotionRequest> DenyAsync(string requestId, string reason, string actor = "sdk", CancellationToken cancellationToken = default)
    {
        using JsonBody body = Resolve(requestId).Sign(reason, actor);
        FleetRequest request = ReleasesRequest.Change(HttpMethod.Post, "/v1/promote/deny", body, (RequestResource, requestId));
        await _routes.RequireAsync(_sender, "POST /v1/promote/deny", "The original cannot deny a request: leave it unconfirmed", cancellationToken).ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(PromotionWire.Request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists which release is promoted for which agent and environment.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The promoted releases.</returns>
    public IAsyncEnumerable<FleetPromotion> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, ReleasesRequest.Get("/v1/promoted", "promotion"), PromotionWire.Promoted, cancellationToken);

    /// <summary>Lists promotions and rollbacks, newest first, blocked ones too.</summary>
    /// <param name="agentId">Only those of this agent.</param>
    /// <param name="environment">Only those in this environment.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The actions.</returns>
    /// <exception cref="FleetValidationException">A filter is empty, or the limit is none.</exception>
    public IAsyncEnumerable<FleetReleaseAction> ListActionsAsync(string? agentId = null, string? environment = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query(
            "/v1/actions",
            ("limit", ReleasesCheck.Limit(limit, nameof(limit))),
            ("agent", FleetCheck.Filter(agentId, nameof(agentId))),
            ("env", FleetCheck.Filter(environment, nameof(environment))));
        return JsonList.ItemsAsync(_sender, ReleasesRequest.Get(path, "action"), PromotionWire.Actions, cancellationToken);
    }

    /// <summary>Lists requests for promotions, newest first.</summary>
    /// <param name="status">Only those with this status, for example <c>pending</c>.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The requests.</returns>
    /// <exception cref="FleetValidationException">A filter is empty, or the limit is none.</exception>
    public IAsyncEnumerable<FleetPromotionRequest> ListRequestsAsync(string? status = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query("/v1/promotion-requests", ("limit", ReleasesCheck.Limit(limit, nameof(limit))), ("status", FleetCheck.Filter(status, nameof(status))));
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
