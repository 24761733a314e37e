using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Tasks for agents.</summary>
public sealed class TasksClient
{
    // The service's placeholder for code that it could not load into a list.
    private const string CodeNotLoaded = "<error loading code:";
    private const int VerifiersAtOnce = 16;

    private readonly FleetSender _sender;

    internal TasksClient(FleetSender sender) => _sender = sender;

    /// <summary>Lists tasks.</summary>
    /// <param name="query">The filter; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tasks, in the service's order.</returns>
    /// <exception cref="FleetValidationException">A filter is empty.</exception>
    public IAsyncEnumerable<FleetTask> ListAsync(FleetTaskQuery? query = null, CancellationToken cancellationToken = default)
    {
        TaskListing listing = new(query ?? new FleetTaskQuery());
        return ListAsync(listing, cancellationToken);
    }

    /// <summary>Reads one task.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="versionId">The version; null is the newest.</param>
    /// <param name="teamId">The team that owns the task; null is the caller's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task.</returns>
    /// <exception cref="FleetNotFoundException">There is no such task.</exception>
    public async Task<FleetTask> GetAsync(string key, string? versionId = null, string? teamId = null, CancellationToken cancellationToken = default)
    {
        FleetRequest request = One(HttpMethod.Get, key);
        request = request with
        {
            PathAndQuery = FleetPath.Query(
                request.PathAndQuery, ("version_id", FleetCheck.Filter(versionId, nameof(versionId))), ("team_id", FleetCheck.Filter(teamId, nameof(teamId)))),
        };
        FleetTask task = await JsonAnswer.GetAsync(_sender, request, TaskWire.Task, cancellationToken).ConfigureAwait(false);
        return LacksCode(task) ? await WithCodeAsync(task, cancellationToken).ConfigureAwait(false) : task;
    }

    /// <summary>Creates a task on the service.</summary>
    /// <param name="task">The task; it needs a key, a prompt, an environment and a verifier with a function.</param>
    /// <param name="projectKey">The project to put it in.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task as the service stores it.</returns>
    /// <exception cref="FleetConflictException">A task with this key exists already.</exception>
    /// <exception cref="FleetValidationException">A value is missing; nothing was sent.</exception>
    public async Task<FleetTask> ImportAsync(FleetTask task, string? projectKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        TaskCheck.Importable(task);
        using JsonBody body = new();
        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            PathAndQuery = FleetPath.Query("/v1/tasks", ("project_key", FleetCheck.Filter(projectKey, nameof(projectKey)))),
            Json = body.AddFields(json => TaskWire.WriteFields(json, task)).Finish(),
            Repeat = FleetRepeat.Create,
            Resource = ("task", task.Key),
        };
        using JsonAnswer answer = await JsonAnswer.SendAsync(_sender, request, cancellationToken).ConfigureAwait(false);
        byte[] bytes = await answer.BytesAsync(cancellationToken).ConfigureAwait(false);

        // The response is not specified: only some services return the task.
        return IsTask(bytes) ? answer.Read(bytes, TaskWire.Task) : task;
    }

    /// <summary>Changes a task.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="update">The changes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task after the change.</returns>
    /// <exception cref="FleetNotFoundException">There is no such task.</exception>
    /// <exception cref="FleetValidationException">There is no change, or the verifier defines no function; nothing was sent.</exception>
    public async Task<FleetTask> UpdateAsync(string key, FleetTaskUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update is { Prompt: null, VerifierCode: null, Metadata: null })
        {
            throw FleetCheck.Failed(nameof(update), "a prompt, a verifier or metadata must be given; nothing would change");
        }

        // The service accepts any text, and only scoring would show that it cannot be run.
        if (update.VerifierCode is { } code && VerifierFunction.NameIn(code) is null)
        {
            throw FleetCheck.Failed(nameof(update.VerifierCode), "it defines no function at its top level, so nothing could be scored with it");
        }

        using JsonBody body = new();
        body.Add("prompt", update.Prompt).Add("verifier_code", update.VerifierCode);
        if (update.Metadata is { } metadata)
        {
            body.AddPlain("metadata", FreeValue.Plain(metadata, nameof(update.Metadata)));
        }

        FleetTask task = await JsonAnswer
            .GetAsync(_sender, One(HttpMethod.Put, key) with { Json = body.Finish() }, TaskWire.Task, cancellationToken)
            .ConfigureAwait(false);
        return LacksCode(task) ? await WithCodeAsync(task, cancellationToken).ConfigureAwait(false) : task;
    }

    private async IAsyncEnumerable<FleetTask> ListAsync(TaskListing listing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string path in listing.Paths)
        {
            FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("task", null) };
            await foreach (
                List<FleetTask> batch in JsonList.BatchesAsync(_sender, request, TaskWire.Tasks, listing.Bad, cancellationToken).ConfigureAwait(false))
            {
                await LoadCodeAsync(batch, listing, cancellationToken).ConfigureAwait(false);
                foreach (FleetTask task in batch)
                {
                    if (listing.Takes(task))
                    {
                        yield return task;
                    }
                }
            }
        }

        listing.End();
    }

    private async Task LoadCodeAsync(List<FleetTask> batch, TaskListing listing, CancellationToken cancellationToken)
    {
        int[] lacking = [.. Enumerable.Range(0, batch.Count).Where(i => LacksCode(batch[i]))];
        if (lacking.Length == 0)
        {
            return;
        }

        FleetException?[] failures = new FleetException?[batch.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = VerifiersAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(lacking, parallel, async (i, token) =>
        {
            try
            {
                batch[i] = await WithCodeAsync(batch[i], token).ConfigureAwait(false);
            }
            catch (FleetException failure)
            {
                failures[i] = failure;
            }
        }).ConfigureAwait(false);

        foreach (FleetException failure in failures.OfType<FleetException>())
        {
            listing.Report(failure);
        }
    }

    private async Task<FleetTask> WithCodeAsync(FleetTask task, CancellationToken cancellationToken)
    {
        FleetVerifier embedded = task.Verifier!;
        try
        {
            FleetVerifier verifier = await VerifiersClient.GetAsync(_sender, task.VerifierId ?? embedded.VerifierId, cancellationToken).ConfigureAwait(false);
            return task with
            {
                VerifierCode = VerifierFunction.NameIn(verifier.Code) is not null ? verifier.Code : task.VerifierCode,
                VerifierSha = verifier.Sha256 ?? task.VerifierSha,
                Verifier = verifier with { VerifierId = verifier.VerifierId.Length > 0 ? verifier.VerifierId : embedded.VerifierId },
            };
        }
        catch (FleetException failure)
        {
            throw new FleetException($"The verifier of the task '{task.Key}' cannot be loaded: {failure.Message}", failure)
            {
                StatusCode = failure.StatusCode,
                RequestId = failure.RequestId,
            };
        }
    }

    private static bool LacksCode(FleetTask task) => task.Verifier?.Code?.AsSpan().TrimStart().StartsWith(CodeNotLoaded, StringComparison.Ordinal) == true;

    private static FleetRequest One(HttpMethod method, string key)
    {
        string id = FleetCheck.Filled(key, nameof(key));
        return new FleetRequest { Method = method, PathAndQuery = FleetPath.Segments("v1", "tasks", id), Resource = ("task", id) };
    }

    private static bool IsTask(byte[] answer)
    {
        try
        {
            Utf8JsonReader json = new(answer, JsonSyntax.Reader);
            return json.Read()
                && json.TokenType == JsonTokenType.StartObject
                && FreeJson.ReadObject(ref json) is IDictionary { } fields
                && fields.Contains("key")
                && fields.Contains("prompt");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
