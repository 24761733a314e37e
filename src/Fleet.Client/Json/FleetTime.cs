using System.Globalization;

namespace Fleet.Client.Json;

/// <summary>Times as the original writes them: ISO 8601 with an offset, fractions only when there are some.</summary>
internal static class FleetTime
{
    public static string Text(DateTimeOffset time)
    {
        string fraction = time.Ticks % TimeSpan.TicksPerSecond == 0 ? "" : time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? ".ffffff" : ".fffffff";
        return time.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}zzz", CultureInfo.InvariantCulture);
    }
}
