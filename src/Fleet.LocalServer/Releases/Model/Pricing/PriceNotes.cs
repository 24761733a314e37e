using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The remarks of a diff on the prices of its sides.</summary>
internal static partial class PriceNotes
{
    private const int MostListed = 5;
    private const int FreshDays = 90;

    /// <summary>A warning that a table lacks the release's model; null if it has it.</summary>
    public static string? MissingModel(string role, PriceReference reference, PriceTable table, string model) =>
        table.Find(model) is null ? $"{role} pricing table {reference} has no entry for model {PythonText.Quote(model)}" : null;

    /// <summary>A warning that the prices are an old snapshot; null if they are not.</summary>
    public static string? Stale(string role, string version, DateOnly today)
    {
        Match match = Snapshot().Match(PythonText.Strip(version));
        string month = $"{match.Groups[1]}-{match.Groups[2]}-01";
        if (!match.Success || !DateOnly.TryParseExact(month, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly from))
        {
            return null;
        }

        int days = today.DayNumber - from.DayNumber;
        return days <= FreshDays
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{role} pricing_version {PythonText.Quote(version)} is a FlightDeck bundled snapshot from {from:yyyy-MM-dd} (~{days} days old). "
                    + $"List prices drift; run `flightdeck pricing import` with authoritative YAML "
                    + $"or upgrade to a newer `flightdeck-ai` minor for refreshed bundled tables.");
    }

    /// <summary>Points out other tables of the provider, and models with similar names.</summary>
    /// <param name="role">The side.</param>
    /// <param name="table">Its table.</param>
    /// <param name="model">The release's model.</param>
    /// <param name="versions">All versions of the provider's prices, in order.</param>
    public static IEnumerable<string> Hints(string role, PriceTable table, string model, IReadOnlyList<string> versions)
    {
        List<string> others = [.. versions.Where(version => version != table.Version)];
        if (others.Count > 0)
        {
            string more = others.Count > MostListed ? string.Create(CultureInfo.InvariantCulture, $" (+{others.Count - MostListed} more)") : "";
            yield return $"{role}: provider {PythonText.Quote(table.Provider)} has other imported pricing_version values "
                + $"besides {PythonText.Quote(table.Version)}: "
                + $"{string.Join(", ", others.Take(MostListed))}{more}. Confirm the release pins the table you intend.";
        }

        if (table.Find(model) is null && model.Length > 0)
        {
            List<string> similar = [.. table.Entries.Select(static entry => entry.Model).Where(name => IsSimilar(name, model)).Take(MostListed)];
            if (similar.Count > 0)
            {
                yield return $"{role}: table has no exact model {PythonText.Quote(model)}; similar names: {string.Join(", ", similar)}";
            }
        }
    }

    private static bool IsSimilar(string name, string model)
    {
        string a = name.ToLowerInvariant();
        string b = model.ToLowerInvariant();
        return a != b && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal));
    }

    [GeneratedRegex("^flightdeck-bundled-([0-9]{4})-([0-9]{2})$")]
    private static partial Regex Snapshot();
}
