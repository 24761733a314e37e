using System.Text.Json;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>What runners of several kinds have in their settings.</summary>
internal static class RunnerSettings
{
    private const double Usual = 300;
    private const double Most = 86400;

    /// <summary>How long an answer may take.</summary>
    /// <exception cref="FormatException">It is no number of seconds.</exception>
    public static TimeSpan Limit(JsonElement settings)
    {
        double seconds = !settings.TryGetProperty("timeout_seconds", out JsonElement limit) ? Usual : limit.ValueKind == JsonValueKind.Number ? limit.GetDouble() : 0;
        return seconds is > 0 and <= Most ? TimeSpan.FromSeconds(seconds) : throw new FormatException($"'timeout_seconds' must be a number above 0 and up to {Most}");
    }
}
