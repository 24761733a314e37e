using System.Text.RegularExpressions;
using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>Checks values for the releases service before anything is sent.</summary>
internal static partial class ReleasesCheck
{
    /// <summary>Checks a time window.</summary>
    public static string Window(string? window, string name) => WindowText().IsMatch(FleetCheck.Filled(window, name))
        ? window!
        : throw FleetCheck.Failed(name, $"must be a number with d, h or m, for example 7d, 12h or 30m, but is '{window}'");

    /// <summary>Checks the maximum number of a list.</summary>
    public static string Limit(int limit, string name) => limit is >= 1 and <= 500
        ? limit.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : throw FleetCheck.Failed(name, $"must be 1 to 500, but is {limit}");

    [GeneratedRegex(@"^\s*\+?0*[1-9][0-9]*\s*[dhm]\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WindowText();
}
