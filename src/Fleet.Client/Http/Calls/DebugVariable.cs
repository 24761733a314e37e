namespace Fleet.Client.Http;

/// <summary>
/// The variable <c>FLUX0_DEBUG</c>, with which users of the flux0 client turn on its log; redacted records of calls to the agents service then go to
/// standard error.
/// </summary>
internal static class DebugVariable
{
    private const string Name = "FLUX0_DEBUG";

    /// <summary>Returns whether it is on now.</summary>
    public static bool IsOn() => IsOn(Environment.GetEnvironmentVariable(Name));

    /// <summary>Returns whether a value means on. To the flux0 client every text does, including <c>0</c> and <c>false</c>.</summary>
    public static bool IsOn(string? value) => value?.Trim().ToUpperInvariant() is not (null or "" or "0" or "FALSE" or "F" or "NO" or "N" or "OFF");
}
