using System.Globalization;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Times as the hosted service writes them. All are UTC.</summary>
internal static class WireTime
{
    /// <summary>With microseconds and no zone, as instances and runs have it.</summary>
    public static string WithoutZone(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>With a zone, and microseconds only where there are some, as heartbeats and tasks have it.</summary>
    public static string WithZone(DateTimeOffset time)
    {
        string format = time.Ticks % TimeSpan.TicksPerSecond / 10 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'+00:00'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'";
        return time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }
}
