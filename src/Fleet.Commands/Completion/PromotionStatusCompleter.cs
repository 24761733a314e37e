using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the statuses of a promotion request. The original does not have the last two.</summary>
internal sealed class PromotionStatusCompleter : FleetCompleter
{
    private static readonly Candidate[] s_words =
    [
        new("pending", "Waiting for confirmation."),
        new("completed", "Confirmed, and the release promoted."),
        new("denied", "Denied by someone."),
        new("expired", "Not confirmed in time."),
    ];

    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) => s_words.ToAsyncEnumerable();
}
