using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client;

/// <summary>
/// Logs the calls of a model as they are made, in the form of its provider: pass the whole history each time, and only the new part is sent. For one
/// session, and for one call after the other.
/// </summary>
public sealed class FleetTranscriptLog
{
    private readonly TranscriptsClient _client;
    private int _logged;
    private bool _described;

    internal FleetTranscriptLog(TranscriptsClient client) => _client = client;

    /// <summary>The session; null until the first call is logged, unless it was given.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>The job that the session belongs to.</summary>
    public string? JobId { get; internal init; }

    internal string? Model { get; init; }

    internal string? TaskKey { get; init; }

    internal string? InstanceId { get; init; }

    internal object? Config { get; init; }

    /// <summary>Logs a call.</summary>
    /// <param name="history">All messages passed to the model, including those of earlier calls: dictionaries or texts.</param>
    /// <param name="response">The model's response: a text, a dictionary or a list; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The service's response; null if there is nothing new to send.</returns>
    /// <exception cref="FleetValidationException">A value cannot be sent as JSON.</exception>
    public async Task<FleetTranscriptResult?> AddAsync(IEnumerable history, object? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        object?[] all = [.. history.Cast<object?>()];
        object?[] added = [.. all.Skip(_logged)];
        if (added.Length == 0 && response is null)
        {
            return null;
        }

        using JsonBody body = new();
        body.AddPlain("history", FreeValue.Plain(added, nameof(history)))
            .AddPlain("response", FreeValue.Plain(response, nameof(response)))
            .Add("session_id", SessionId)
            .Add("job_id", JobId);
        if (!_described)
        {
            if (Config is not null)
            {
                body.AddPlain("config", FreeValue.Plain(Config, nameof(Config)));
            }

            body.Add("model", Model).Add("task_key", TaskKey).Add("instance_id", InstanceId);
        }

        FleetTranscriptResult result = await _client.LogAsync(body.Finish(), SessionId, cancellationToken).ConfigureAwait(false);

        // Only now: messages that were not accepted are sent again with the next call.
        _logged = all.Length + (response is null ? 0 : 1);
        _described = true;
        SessionId ??= result.SessionId;
        return result;
    }

    /// <summary>Marks the session as completed.</summary>
    /// <param name="verifierExecutionId">The verification that scored it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The service's response.</returns>
    /// <exception cref="FleetValidationException">Nothing has been logged yet.</exception>
    public Task<FleetTranscriptResult> CompleteAsync(string? verifierExecutionId = null, CancellationToken cancellationToken = default) =>
        EndAsync("completed", verifierExecutionId, cancellationToken);

    /// <summary>Marks the session as failed.</summary>
    /// <param name="verifierExecutionId">The verification that scored it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The service's response.</returns>
    /// <exception cref="FleetValidationException">Nothing has been logged yet.</exception>
    public Task<FleetTranscriptResult> FailAsync(string? verifierExecutionId = null, CancellationToken cancellationToken = default) =>
        EndAsync("failed", verifierExecutionId, cancellationToken);

    private async Task<FleetTranscriptResult> EndAsync(string status, string? verifierExecutionId, CancellationToken cancellationToken)
    {
        using JsonBody body = new();
        body.Add("session_id", FleetCheck.Filled(SessionId, nameof(SessionId))).Add("status", status).Add("ended_at", FleetTime.Text(_client.Now));
        body.Add("verifier_execution_id", FleetCheck.Filter(verifierExecutionId, nameof(verifierExecutionId)));
        return await _client.LogAsync(body.Finish(), SessionId, cancellationToken).ConfigureAwait(false);
    }
}
