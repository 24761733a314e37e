using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Scoring of the work done in an instance. Verifiers run on the service; their code is never run here.</summary>
public sealed class VerifiersClient
{
    private readonly FleetSender _sender;

    internal VerifiersClient(FleetSender sender) => _sender = sender;

    /// <summary>Reads a verifier.</summary>
    /// <param name="verifierId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The verifier with its code.</returns>
    /// <exception cref="FleetNotFoundException">There is no such verifier.</exception>
    public Task<FleetVerifier> GetAsync(string verifierId, CancellationToken cancellationToken = default) => throw new NotImplementedException(_sender.ToString());

    /// <summary>Asks whether the service has a bundle.</summary>
    /// <param name="sha256">The bundle's hash: 64 lower-case hex digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the bundle need not be sent.</returns>
    public Task<bool> IsKnownAsync(string sha256, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Verifies the work done in an instance against a task.</summary>
    /// <param name="task">The task, with its verifier.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="options">Arguments, limits, threshold.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The outcome. A low score or a crash of the verifier is an outcome, not an exception.</returns>
    /// <exception cref="FleetValidationException">The task has no verifier, or an argument cannot be sent.</exception>
    public Task<FleetVerification> VerifyAsync(FleetTask task, string instanceId, FleetVerifyOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Verifies the work done in an instance against a task.</summary>
    /// <param name="task">The task, with its verifier.</param>
    /// <param name="instance">The instance; its run and region are used.</param>
    /// <param name="options">Arguments, limits, threshold.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="FleetValidationException">The task has no verifier, or an argument cannot be sent.</exception>
    public Task<FleetVerification> VerifyAsync(FleetTask task, FleetInstance instance, FleetVerifyOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
