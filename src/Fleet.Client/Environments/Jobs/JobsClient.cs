using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Jobs: models that work on tasks on the service, and groups of sessions that a program logs itself.</summary>
public sealed class JobsClient
{
    private const string Jobs = "jobs";

    private readonly FleetSender _sender;

    internal JobsClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists jobs.</summary>
    /// <param name="teamId">The team, for callers with access to several.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The jobs, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">The filter is empty.</exception>
    /// <exception cref="FleetException">The service does not offer jobs: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public IAsyncEnumerable<FleetJob> ListAsync(string? teamId = null, CancellationToken cancellationToken = default)
    {
        FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = FleetPath.Query("/v1/jobs", Team(teamId)), Resource = ("job", null) };
        return NotOffered.GuardAsync(Jobs, JsonList.ItemsAsync(_sender, request, JobWire.Jobs, cancellationToken), cancellationToken);
    }

    /// <summary>Reads one job.</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="teamId">The team, for callers with access to several.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The job.</returns>
    /// <exception cref="FleetNotFoundException">There is no such job.</exception>
    public Task<FleetJob> GetAsync(string jobId, string? teamId = null, CancellationToken cancellationToken = default)
    {
        string id = FleetCheck.Filled(jobId, nameof(jobId));
        string path = FleetPath.Query(FleetPath.Segments("v1", "jobs", id), Team(teamId));
        return AnswerAsync(new FleetRequest { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("job", id) }, cancellationToken);
    }

    /// <summary>Creates a job. Sent once unless the service honours the idempotency key.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Cancels the call; the job may be created nevertheless.</param>
    /// <returns>The job, with its id and status.</returns>
    /// <exception cref="FleetValidationException">A value is out of range, or the tasks are not selected in exactly one of the three ways.</exception>
    public Task<FleetJob> CreateAsync(FleetJobRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AnswerAsync(Create("/v1/jobs", JobWire.Body(request)) with { Secrets = JobWire.Secrets(request) }, cancellationToken);
    }

    /// <summary>Creates a job for sessions that the caller logs, see <see cref="TranscriptsClient"/>.</summary>
    /// <param name="name">The name; null lets the service choose one.</param>
    /// <param name="cancellationToken">Cancels the call; the job may be created nevertheless.</param>
    /// <returns>The job.</returns>
    /// <exception cref="FleetValidationException">The name is empty or too long.</exception>
    public Task<FleetJob> CreateTraceAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        using JsonBody body = new();
        return AnswerAsync(Create("/v1/traces/jobs", body.AddPlain("name", JobWire.Name(name)).Finish()), cancellationToken);
    }

    private static (string, string?) Team(string? teamId) => ("team_id", FleetCheck.Filter(teamId, nameof(teamId)));

    private static FleetRequest Create(string path, ReadOnlyMemory<byte> body) =>
        new() { Method = HttpMethod.Post, PathAndQuery = path, Json = body, Repeat = FleetRepeat.Create, Resource = ("job", null) };

    private Task<FleetJob> AnswerAsync(FleetRequest request, CancellationToken cancellationToken) =>
        NotOffered.GuardAsync(Jobs, () => JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(JobWire.Job), cancellationToken));
}
