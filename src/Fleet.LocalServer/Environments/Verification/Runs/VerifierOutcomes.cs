using System.Globalization;

namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>Makes the outcomes that do not come from a verifier itself.</summary>
internal static class VerifierOutcomes
{
    /// <summary>A run that did not end with a result.</summary>
    public static VerifierOutcome Failed(string type, string message, string traceback = "", string output = "") =>
        new() { Error = new VerifierError(type, message, traceback), StandardOutput = output };

    /// <summary>A run that took too long.</summary>
    public static VerifierOutcome TimedOut(TimeSpan limit, string output = "") =>
        Failed("TimeoutError", $"The verifier did not end within {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.", output: output);
}
