using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>Releases of agents, and comparisons between them.</summary>
public sealed class ReleasesClient
{
    private readonly FleetSender _sender;
    private readonly ReleasesRoutes _routes;

    internal ReleasesClient(FleetSender sender, ReleasesRoutes routes)
    {
        _sender = sender;
        _routes = routes;
    }

    /// <summary>Lists all releases, newest first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The releases, without their artifacts.</returns>
    public IAsyncEnumerable<FleetRelease> ListAsync(CancellationToken cancellationToken = default) =>
        JsonList.ItemsAsync(_sender, ReleasesRequest.Get("/v1/releases", "release"), ReleaseWire.Releases, cancellationToken);

    /// <summary>Compares two releases over the run events of a window, and evaluates the policy. Nothing is written.</summary>
    /// <param name="comparison">The releases and the filter.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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
        FleetReleaseDiff diff = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(ReleaseDiffWire.Diff), cancellationToken)
            .ConfigureAwait(false);
        return diff with { BaselineReleaseId = comparison.BaselineReleaseId, CandidateReleaseId = comparison.CandidateReleaseId };
    }

    /// <summary>Reads one release with its registered artifact. The original has no such call.</summary>
    /// <param name="releaseId">The release.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The release with its artifact.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetRelease> GetAsync(string releaseId, CancellationToken cancellationToken = default)
    {
        FleetRequest request = ReleasesRequest.Get(FleetPath.Segments("v1", "releases", FleetCheck.Filled(releaseId, nameof(releaseId))), "release", releaseId);
        await _routes
            .RequireAsync(_sender, "GET /v1/releases/{release_id}", "With the original, run 'flightdeck release show'", cancellationToken)
            .ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(ReleaseWire.Release), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Registers a release: sends its files, whose checksum the service computes. The original has no such call.</summary>
    /// <param name="path">The folder with <c>release.yaml</c>, or that file alone.</param>
    /// <param name="environment">The environment to register it with; null is the workspace's default.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The release.</returns>
    /// <exception cref="FleetValidationException">The files are not a release.</exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public async Task<FleetRelease> RegisterAsync(string path, string? environment = null, CancellationToken cancellationToken = default)
    {
        FleetCheck.Filter(environment, nameof(environment));
        List<(string Name, byte[] Content)> files = [];
        foreach ((string name, string file) in FleetReleaseBundle.Files(path))
        {
            files.Add((name, await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false)));
        }

        using JsonBody body = new();
        body.AddFields(json =>
        {
            json.WriteStartArray("files");
            foreach ((string name, byte[] content) in files)
            {
                json.WriteStartObject();
                json.WriteString("path", name);
                json.WriteBase64String("content", content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).Add("environment", environment);
        FleetRequest request = ReleasesRequest.Change(HttpMethod.Post, "/v1/releases/register", body, ("release", null));
        await _routes
            .RequireAsync(_sender, "POST /v1/releases/register", "With the original, run 'flightdeck release register'", cancellationToken)
            .ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(ReleaseWire.Release), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks whether files are the registered ones. The checksum is computed by the client, so this works with any service.</summary>
    /// <param name="releaseId">The release.</param>
    /// <param name="path">The folder, or the single file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Both checksums.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public async Task<FleetReleaseCheck> VerifyAsync(string releaseId, string path, CancellationToken cancellationToken = default)
    {
        FleetCheck.Filled(releaseId, nameof(releaseId));
        string checksum = await FleetReleaseBundle.GetChecksumAsync(path, cancellationToken).ConfigureAwait(false);
        FleetRelease release = await ListAsync(cancellationToken)
            .FirstOrDefaultAsync(item => item.ReleaseId == releaseId, cancellationToken)
            .ConfigureAwait(false)
            ?? throw new FleetNotFoundException($"There is no release '{releaseId}'. List the releases to see which exist.")
            {
                ResourceType = "release",
                ResourceId = releaseId,
            };
        return new FleetReleaseCheck { ReleaseId = releaseId, LiteralPath = path, Checksum = checksum, Registered = release.Checksum };
    }
}
