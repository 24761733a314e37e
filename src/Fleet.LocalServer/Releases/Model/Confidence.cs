using System.Globalization;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The number of runs a diff needs.</summary>
internal readonly record struct SampleThresholds(long MinCandidateRuns, long MinBaselineRuns, long MinLowRuns);

/// <summary>The confidence in a diff, by the number of runs on each side.</summary>
/// <param name="Label"><c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>.</param>
/// <param name="Reason">The shortfall; null if there is none.</param>
internal readonly record struct Confidence(string Label, string? Reason)
{
    /// <summary>Both sides have enough runs.</summary>
    public const string High = "HIGH";

    /// <summary>Rates two numbers of runs.</summary>
    public static Confidence Of(long baselineRuns, long candidateRuns, SampleThresholds thresholds)
    {
        bool baseline = baselineRuns >= thresholds.MinBaselineRuns;
        bool candidate = candidateRuns >= thresholds.MinCandidateRuns;
        if (baseline && candidate)
        {
            return new Confidence(High, null);
        }

        bool low = baselineRuns < thresholds.MinLowRuns || candidateRuns < thresholds.MinLowRuns;
        List<string> missing = [];
        if (!candidate)
        {
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"candidate sample < {thresholds.MinCandidateRuns} runs"));
        }

        if (!baseline)
        {
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"baseline sample < {thresholds.MinBaselineRuns} runs"));
        }

        if (low)
        {
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"LOW floor is {thresholds.MinLowRuns} runs"));
        }

        return new Confidence(low ? "LOW" : "MEDIUM", string.Join("; ", missing));
    }
}
