using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Diff;

/// <summary>The pricing catalog's part of a diff. It is informational and decides nothing.</summary>
internal sealed class CatalogPart
{
    private readonly PriceCatalog? _catalog;
    private readonly List<string> _warnings = [];
    private readonly string? _baselineSlot;
    private readonly string? _candidateSlot;

    private CatalogPart(PriceCatalog? catalog, string? problem, ReleaseArtifact baseline, ReleaseArtifact candidate)
    {
        _catalog = catalog;
        if (problem is not null)
        {
            _warnings.Add(problem);
        }

        if (catalog is null)
        {
            return;
        }

        _baselineSlot = catalog.FindSlot(baseline.Prices, baseline.Model);
        _candidateSlot = catalog.FindSlot(candidate.Prices, candidate.Model);
        if (catalog.Missing(baseline.Prices, baseline.Model) is { } first)
        {
            _warnings.Add($"baseline: {first}");
        }

        if (catalog.Missing(candidate.Prices, candidate.Model) is { } second)
        {
            _warnings.Add($"candidate: {second}");
        }

        if (_warnings.Count == 0)
        {
            BaselineTariff = catalog.Tariffs[_baselineSlot!];
            CandidateTariff = catalog.Tariffs[_candidateSlot!];
        }
    }

    /// <summary>The baseline's rates; null unless both sides have rates.</summary>
    public Rates? BaselineTariff { get; }

    /// <summary>The candidate's rates; null unless both sides have rates.</summary>
    public Rates? CandidateTariff { get; }

    /// <summary>Reads the catalog for two releases.</summary>
    public static CatalogPart Read(ReleaseWorkspace workspace, LedgerBook book, ReleaseArtifact baseline, ReleaseArtifact candidate)
    {
        (PriceCatalog? catalog, string? problem) = workspace.ReadCatalog(book);
        return new CatalogPart(catalog, problem, baseline, candidate);
    }

    /// <summary>Writes this part of the diff.</summary>
    public void Write(JsonText json, ReleaseComparison comparison)
    {
        // One side alone is no use: the point of a catalog is a common measure.
        bool both = comparison is { BaselineByCatalog: not null, CandidateByCatalog: not null };
        json.OpenObject()
            .Field("enabled", _catalog is not null)
            .Field("catalog_version", _catalog?.Version)
            .Field("baseline_slot_id", _baselineSlot)
            .Field("candidate_slot_id", _candidateSlot)
            .Field("baseline_cost_per_run_usd", both ? comparison.BaselineByCatalog : null)
            .Field("candidate_cost_per_run_usd", both ? comparison.CandidateByCatalog : null)
            .Field("delta_cost_per_run_usd", both ? comparison.CandidateByCatalog - comparison.BaselineByCatalog : null)
            .Field("warnings", [.. _warnings, .. comparison.CatalogProblems])
            .CloseObject();
    }
}
