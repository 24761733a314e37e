using System.Globalization;

namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>Creates the outcomes that do not come from a verifier itself.</summary>
internal static class VerifierOutcomes
{
    /// <summary>Creates the outcome of a run that ended without a result.</summary>
    public static VerifierOutcome Failed(string type, string message, string traceback = "", string output = "") =>
        new() { Error = new VerifierError(type, message, traceback), StandardOutput = output };

    /// <summary>Creates the outcome of a run that timed out.</summary>
    public static VerifierOutcome TimedOut(TimeSpan limit, string output = "") =>
        Failed("TimeoutError", $"The verifier did not end within {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.", output: output);
}
