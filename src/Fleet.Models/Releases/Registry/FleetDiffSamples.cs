using System.Globalization;

namespace Fleet;

/// <summary>The runs behind a comparison of releases.</summary>
public sealed record FleetDiffSamples
{
    /// <summary>The runs of the baseline.</summary>
    public long BaselineRuns { get; init; }

    /// <summary>The runs of the candidate.</summary>
    public long CandidateRuns { get; init; }

    /// <summary>The confidence in the numbers: <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>.</summary>
    public string Confidence { get; init; } = "";

    /// <summary>The reasons why the confidence is not high.</summary>
    public string? ConfidenceReason { get; init; }

    /// <summary>The runs of the baseline needed for high confidence; null if there are enough.</summary>
    public long? BaselineRunsNeeded => Needed("baseline sample < ");

    /// <summary>The runs of the candidate needed for high confidence; null if there are enough.</summary>
    public long? CandidateRunsNeeded => Needed("candidate sample < ");

    /// <summary>The runs still missing for high confidence, for example <c>candidate: 312 of 500 runs</c>.</summary>
    public string[] Missing =>
        [.. Lack("candidate", CandidateRuns, CandidateRunsNeeded), .. Lack("baseline", BaselineRuns, BaselineRunsNeeded)];

    /// <summary>The confidence.</summary>
    /// <returns><see cref="Confidence"/>.</returns>
    public override string ToString() => Confidence;

    private static string[] Lack(string side, long runs, long? needed) =>
        needed is { } count ? [string.Create(CultureInfo.InvariantCulture, $"{side}: {runs} of {count} runs")] : [];

    // The service does not report the limit anywhere else.
    private long? Needed(string words)
    {
        int start = ConfidenceReason?.IndexOf(words, StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = ConfidenceReason.AsSpan(start + words.Length);
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long needed) ? needed : null;
    }
}
