namespace Fleet.LocalServer.Environments.Verification;

/// <summary>Stands in where no engine is set up: says so instead of scoring.</summary>
internal sealed class NoVerifierEngine : IVerifierEngine
{
    public Task<VerifierOutcome> RunAsync(VerifierRun run, CancellationToken ct) =>
        Task.FromResult(new VerifierOutcome
        {
            Success = false,
            Error = new VerifierError("VerifierUnavailable", "This server cannot run verifiers.", ""),
        });
}
