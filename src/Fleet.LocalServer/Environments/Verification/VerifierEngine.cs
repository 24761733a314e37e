using System.Diagnostics;
using Fleet.LocalServer.Environments.Verification.Checks;
using Fleet.LocalServer.Environments.Verification.Python;
using Fleet.LocalServer.Environments.Verification.Runs;

namespace Fleet.LocalServer.Environments.Verification;

/// <summary>
/// Runs a verifier's Python code if an interpreter is available, and scores by the task's declarative checks otherwise.
/// </summary>
internal sealed class VerifierEngine : IVerifierEngine, IDisposable
{
    private readonly VerifierEngineOptions _options;
    private readonly SemaphoreSlim _places;
    private readonly Lazy<Task<PythonInterpreter>> _python;

    public VerifierEngine(VerifierEngineOptions options)
    {
        _options = options;
        _places = new SemaphoreSlim(Math.Max(1, options.Concurrency));
        // Started by the first verification, so that the server's start does not wait for an interpreter.
        _python = new Lazy<Task<PythonInterpreter>>(() => PythonInterpreter.FindAsync(options.Python));
    }

    public async Task<VerifierOutcome> RunAsync(VerifierRun run, CancellationToken ct)
    {
        PythonInterpreter python = await _python.Value.WaitAsync(ct);
        await _places.WaitAsync(ct);
        try
        {
            Stopwatch watch = Stopwatch.StartNew();
            VerifierOutcome outcome = await ScoreAsync(python, run, ct);
            return outcome with { ExecutionTimeMs = watch.ElapsedMilliseconds };
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<VerifierOutcome> ScoreAsync(PythonInterpreter python, VerifierRun run, CancellationToken ct)
    {
        if (python.Path is not null)
        {
            return await new PythonVerifier(python.Path, _options).RunAsync(run, ct);
        }

        return run.Unreadable is { } reason
            ? VerifierOutcomes.Failed("ArgumentsNotReadable", $"{reason} This server has no Python to read the rest: {python.Missing}")
            : run.Checks is { } checks ? await CheckScorer.RunAsync(checks, run, _options.Clock, ct)
            : VerifierOutcomes.Failed(
                "PythonNotAvailable",
                $"This verifier is Python text and the server has no Python: {python.Missing} " +
                "Install python3 (3.8 or later) and restart the server, name one with --python PATH, or give the task declarative checks in metadata.checks.");
    }
}
