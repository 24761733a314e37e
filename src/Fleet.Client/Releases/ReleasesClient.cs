using Fleet.Client.Http;
using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>Releases of agents, and how they compare.</summary>
public sealed class ReleasesClient
{
    private readonly FleetSender _sender;

    internal ReleasesClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists all releases, newest first.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The releases, without their artifacts.</returns>
    public IAsyncEnumerable<FleetRelease> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, ReleasesCheck.Get("/v1/releases", "release"), ReleaseWire.Releases, cancellationToken);

    /// <summary>Compares two releases over the evidence of a window, and asks the policy. Nothing is written.</summary>
    /// <param name="comparison">Which, and over what.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    /// <exception cref="FleetValidationException">The releases cannot be compared, or a filter is empty.</exception>
    public async Task<FleetReleaseDiff> CompareAsync(FleetReleaseComparison comparison, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        using JsonBody body = new();
        body.Add("baseline_release_id", FleetCheck.Filled(comparison.BaselineReleaseId, nameof(comparison.BaselineReleaseId)))
            .Add("candidate_release_id", FleetCheck.Filled(comparison.CandidateReleaseId, nameof(comparison.CandidateReleaseId)))
            .Add("window", ReleasesCheck.Window(comparison.Window, nameof(comparison.Window)))
            .AddPlain("environment", FleetCheck.Filter(comparison.Environment, nameof(comparison.Environment)))
            .AddPlain("tenant_id", FleetCheck.Filter(comparison.TenantId, nameof(comparison.TenantId)))
            .AddPlain("task_id", FleetCheck.Filter(comparison.TaskId, nameof(comparison.TaskId)));
        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            Service = FleetService.Releases,
            PathAndQuery = "/v1/diff",
            Json = body.Finish(),
            Resource = ("release", comparison.CandidateReleaseId),
        };
        FleetReleaseDiff diff = await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(ReleaseDiffWire.Diff), cancellationToken).ConfigureAwait(false);
        return diff with { BaselineReleaseId = comparison.BaselineReleaseId, CandidateReleaseId = comparison.CandidateReleaseId };
    }
}
