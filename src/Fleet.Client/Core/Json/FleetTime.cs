using System.Globalization;

namespace Fleet.Client.Core;

/// <summary>Times as the original writes them: ISO 8601 with an offset, and fractions only if there are any.</summary>
internal static class FleetTime
{
    public static string Text(DateTimeOffset time)
    {
        string fraction = time.Ticks % TimeSpan.TicksPerSecond == 0 ? "" : time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? ".ffffff" : ".fffffff";
        return time.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}zzz", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads ISO 8601; a missing zone is UTC.</summary>
    public static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out time);

    /// <summary>Reads Unix seconds.</summary>
    public static bool TryRead(double seconds, out DateTimeOffset time)
    {
        bool known = Math.Abs(seconds) < 1e11;
        time = known ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return known;
    }
}
