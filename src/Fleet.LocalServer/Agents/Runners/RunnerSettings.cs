using System.Text.Json;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Settings shared by several kinds of runner.</summary>
internal static class RunnerSettings
{
    private const double Usual = 300;
    private const double Most = 86400;

    /// <summary>Reads the time limit of an answer.</summary>
    /// <exception cref="FormatException">The limit is not a valid number of seconds.</exception>
    public static TimeSpan Limit(JsonElement settings)
    {
        double seconds = !settings.TryGetProperty("timeout_seconds", out JsonElement limit) ? Usual
            : limit.ValueKind == JsonValueKind.Number ? limit.GetDouble()
            : 0;
        return seconds is > 0 and <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"'timeout_seconds' must be a number above 0 and up to {Most}");
    }
}
