namespace Fleet.Samples.Quickstart;

/// <summary>The outcome of one task.</summary>
internal sealed record Outcome(FleetTask Task, FleetVerification? Verification, Exception? Error, TimeSpan Time)
{
    public string Verdict => this switch
    {
        { Error: not null } => "error",
        { Verification: null or { Success: false } or { Score: null } } => "unverified",
        { Verification.Passed: true } => "passed",
        { Verification.Score: > 0 } => "partial",
        _ => "failed",
    };

    public string Reasons =>
        Error?.Message
        ?? Verification?.Error?.ToString()
        ?? string.Join("; ", Verification?.Errors ?? []);
}
