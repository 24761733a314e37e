using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the pending promotion requests.</summary>
internal sealed class PromotionRequestIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Promotions.ListRequestsAsync("pending", 500, cancellationToken)
            .Select(static request => new Candidate(request.RequestId, $"{request.ReleaseId} in {request.Environment}: {request.Reason}"));
}
