namespace Fleet.Client.Http;

/// <summary>The variable <c>FLUX0_DEBUG</c>, by which users of the flux0 client ask for its log; the records of calls to the agents service then go to the standard error, redacted.</summary>
internal static class DebugVariable
{
    private const string Name = "FLUX0_DEBUG";

    /// <summary>Whether it is on now.</summary>
    public static bool IsOn() => IsOn(Environment.GetEnvironmentVariable(Name));

    /// <summary>Whether a value means on. The flux0 client takes every text for it, <c>0</c> and <c>false</c> included.</summary>
    public static bool IsOn(string? value) => value?.Trim().ToUpperInvariant() is not (null or "" or "0" or "FALSE" or "F" or "NO" or "N" or "OFF");
}
