using System.Net;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Scoring of the work done in an instance. Verifiers run on the service; their code is never run by the client.</summary>
public sealed class VerifiersClient
{
    private const string DefaultRegion = "us-west-1";

    private readonly FleetSender _sender;

    internal VerifiersClient(FleetSender sender) => _sender = sender;

    /// <summary>Reads a verifier.</summary>
    /// <param name="verifierId">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The verifier with its code.</returns>
    /// <exception cref="FleetNotFoundException">There is no such verifier.</exception>
    public Task<FleetVerifier> GetAsync(string verifierId, CancellationToken cancellationToken = default) => GetAsync(_sender, verifierId, cancellationToken);

    /// <summary>Returns whether the service has a bundle.</summary>
    /// <param name="sha256">The bundle's hash: 64 lower-case hex digits.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the bundle need not be sent.</returns>
    public async Task<bool> IsKnownAsync(string sha256, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query("/v1/verifiers/check", ("sha256", FleetCheck.Filled(sha256, nameof(sha256))));
        FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = path, Resource = ("verifier", null) };
        return (await JsonAnswer.GetAsync(_sender, request, VerificationWire.Known, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Verifies the work done in an instance against a task.</summary>
    /// <param name="task">The task, with its verifier.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="options">The arguments, limit and threshold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome. A low score or a crash of the verifier is an outcome, not an exception.</returns>
    /// <exception cref="FleetValidationException">The task has no verifier, or an argument cannot be sent.</exception>
    public async Task<FleetVerification> VerifyAsync(
        FleetTask task,
        string instanceId,
        FleetVerifyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        options ??= new FleetVerifyOptions();
        VerifierCall call = VerifierCall.Prepare(task, FleetCheck.Filled(instanceId, nameof(instanceId)), options, DefaultRegion);
        bool known = await IsSurelyKnownAsync(call.Bundle.Sha256, cancellationToken).ConfigureAwait(false);
        FleetVerification outcome;
        try
        {
            outcome = await ExecuteAsync(call, withBundle: !known, cancellationToken).ConfigureAwait(false);
        }
        catch (FleetException refused) when (known && SaysNotFound(refused))
        {
            outcome = await ExecuteAsync(call, withBundle: true, cancellationToken).ConfigureAwait(false);
        }

        return outcome with { TaskKey = task.Key, InstanceId = instanceId, RunId = options.RunId, Threshold = options.Threshold };
    }

    /// <summary>Verifies the work done in an instance against a task.</summary>
    /// <param name="task">The task, with its verifier.</param>
    /// <param name="instance">The instance; its run and region are used.</param>
    /// <param name="options">The arguments, limit and threshold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FleetValidationException">The task has no verifier, or an argument cannot be sent.</exception>
    public Task<FleetVerification> VerifyAsync(
        FleetTask task,
        FleetInstance instance,
        FleetVerifyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        options ??= new FleetVerifyOptions();
        string? region = string.IsNullOrEmpty(instance.Region) ? null : instance.Region;
        return VerifyAsync(
            task,
            instance.InstanceId,
            options with
            {
                Region = options.Region ?? region,
                RunId = options.RunId ?? instance.RunId,
            },
            cancellationToken);
    }

    /// <summary>Reads a verifier.</summary>
    internal static async Task<FleetVerifier> GetAsync(FleetSender sender, string verifierId, CancellationToken cancellationToken)
    {
        string id = FleetCheck.Filled(verifierId, nameof(verifierId));
        FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = FleetPath.Segments("v1", "verifiers", id), Resource = ("verifier", id) };
        return await JsonAnswer.GetAsync(sender, request, VerifierWire.Verifier, cancellationToken).ConfigureAwait(false);
    }

    // Whatever happens to this query, sending the bundle always works.
    private async Task<bool> IsSurelyKnownAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            return await IsKnownAsync(sha256, cancellationToken).ConfigureAwait(false);
        }
        catch (FleetException)
        {
            return false;
        }
    }

    private async Task<FleetVerification> ExecuteAsync(VerifierCall call, bool withBundle, CancellationToken cancellationToken)
    {
        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            PathAndQuery = "/v1/verifiers/execute",
            Json = call.Body(withBundle),
            Work = call.Timeout,
            Resource = ("verifier", call.Key),
            OtherResource = ("instance", call.InstanceId),
        };
        return await JsonAnswer.GetAsync(_sender, request, VerificationWire.Outcome, cancellationToken).ConfigureAwait(false);
    }

    private static bool SaysNotFound(FleetException refused) =>
        refused.StatusCode == HttpStatusCode.NotFound
        || refused.Message.Contains("not found", StringComparison.OrdinalIgnoreCase)
        || refused.ResponseBody?.Contains("not found", StringComparison.OrdinalIgnoreCase) == true;
}
