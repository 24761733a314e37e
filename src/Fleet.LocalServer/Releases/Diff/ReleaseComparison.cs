using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Diff;

/// <summary>One side of a comparison.</summary>
/// <param name="Release">The release.</param>
/// <param name="Prices">The price table for its runs.</param>
/// <param name="Tariff">The catalog's rates for its model; null to leave the catalog out.</param>
internal sealed record ComparedSide(ReleaseRecord Release, PriceTable Prices, Rates? Tariff = null);

/// <summary>The runs of two releases, side by side.</summary>
/// <param name="Baseline">The totals of the baseline's runs.</param>
/// <param name="Candidate">The totals of the candidate's runs.</param>
/// <param name="BaselineByCatalog">The baseline's cost at the catalog's rates; null if not requested or if a run has no rate.</param>
/// <param name="CandidateByCatalog">The candidate's cost at the catalog's rates; null likewise.</param>
/// <param name="CatalogProblems">The reasons why a requested cost by catalog is missing.</param>
internal sealed record ReleaseComparison(
    Rollup Baseline, Rollup Candidate, double? BaselineByCatalog, double? CandidateByCatalog, IReadOnlyList<string> CatalogProblems)
{
    /// <summary>Compares two releases.</summary>
    /// <param name="events">The runs.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="slice">The runs to compare; its release id is replaced by each side's.</param>
    /// <exception cref="RefusedException">The runs cannot be compared.</exception>
    public static ReleaseComparison Make(RunEventStore events, ComparedSide baseline, ComparedSide candidate, RunEventFilter slice)
    {
        using RunEventReader reader = events.OpenReader();

        // The sides are summed in parallel, over a connection each; both stop at the same event.
        slice = slice with { AsOf = reader.CountAll() };
        bool same = baseline.Release.ReleaseId == candidate.Release.ReleaseId;
        Task<RunSums> other = same ? Task.FromResult(Sum(reader, baseline, slice)) : Task.Run(() =>
        {
            using RunEventReader second = events.OpenReader();
            return Sum(second, baseline, slice);
        });
        RunSums candidateSums = same ? other.Result : Sum(reader, candidate, slice);
        RunSums baselineSums = other.GetAwaiter().GetResult();

        RequireOneAgent(baselineSums, candidateSums);
        if (!baselineSums.TryGet(0, out Rollup baselineRollup, out _) | !candidateSums.TryGet(0, out Rollup candidateRollup, out _))
        {
            throw new RefusedException(
                $"Pricing table missing model entry. baseline_model={baseline.Release.Artifact.Model} candidate_model={candidate.Release.Artifact.Model}.");
        }

        List<string> problems = [];
        double? baselineCost = ByCatalog("baseline", baseline, baselineSums, problems);
        double? candidateCost = ByCatalog("candidate", candidate, candidateSums, problems);
        return new ReleaseComparison(baselineRollup, candidateRollup, baselineCost, candidateCost, problems);
    }

    private static RunSums Sum(RunEventReader reader, ComparedSide side, RunEventFilter slice)
    {
        RunEventFilter filter = slice with { ReleaseId = side.Release.ReleaseId };
        return side.Tariff is { } tariff
            ? reader.Sum(filter, side.Prices, new PriceTable("", "", [new PriceEntry(side.Release.Artifact.Model, tariff)]))
            : reader.Sum(filter, side.Prices);
    }

    private static void RequireOneAgent(RunSums baseline, RunSums candidate)
    {
        if (!baseline.Any || !candidate.Any)
        {
            return;
        }

        string[] left = [.. baseline.Agents];
        string[] right = [.. candidate.Agents];
        if (left.Length != 1 || right.Length != 1)
        {
            throw new RefusedException("Each side of the diff must have a single consistent agent_id among run events.");
        }

        if (left[0] != right[0])
        {
            throw new RefusedException("Cross-agent diff rejected: baseline and candidate run events must share the same agent_id.");
        }
    }

    private static double? ByCatalog(string role, ComparedSide side, RunSums sums, List<string> problems)
    {
        if (side.Tariff is null)
        {
            return null;
        }

        if (sums.TryGet(1, out Rollup rollup, out string? model))
        {
            return rollup.CostPerRunUsd;
        }

        problems.Add(
            $"{role}: events of model {PythonText.Quote(model)} have no catalog rate; "
            + $"the release's model is {PythonText.Quote(side.Release.Artifact.Model)}");
        return null;
    }
}
