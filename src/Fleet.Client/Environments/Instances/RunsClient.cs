using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Runs: groups of instances with the same run id.</summary>
public sealed class RunsClient
{
    private readonly FleetSender _sender;

    internal RunsClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists runs.</summary>
    /// <param name="status"><c>active</c> (at least one instance is running), <c>inactive</c> or <c>all</c>; null leaves it to the service.</param>
    /// <param name="profileId">Only runs of this profile; <c>self</c> is the caller's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The runs, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">A filter is empty, or the status is none of the three.</exception>
    public IAsyncEnumerable<FleetRun> ListAsync(string? status = "active", string? profileId = null, CancellationToken cancellationToken = default)
    {
        if (status is not (null or "active" or "inactive" or "all"))
        {
            throw FleetCheck.Failed(nameof(status), $"must be active, inactive or all, but is '{status}'");
        }

        string path = FleetPath.Query("/v1/env/runs", ("profile_id", FleetCheck.Filter(profileId, nameof(profileId))), ("active", status));
        return JsonList.ItemsAsync(
            _sender, new FleetRequest { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("run", null) }, RunWire.Runs, cancellationToken);
    }
}
