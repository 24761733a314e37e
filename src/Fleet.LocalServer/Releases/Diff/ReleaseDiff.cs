using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Diff;

/// <summary>Compares two releases and evaluates the policy on the result.</summary>
internal sealed class ReleaseDiff(RunEventStore events, ReleaseWorkspace workspace)
{
    /// <summary>Compares two releases and writes the answer; changes nothing.</summary>
    /// <exception cref="RefusedException">The two cannot be compared.</exception>
    public void Write(JsonText json, LedgerBook book, DiffCall call, long now)
    {
        ReleaseRecord baseline = book.FindRelease(call.BaselineReleaseId) ?? throw new RefusedException($"Unknown baseline release: {call.BaselineReleaseId}");
        ReleaseRecord candidate = book.FindRelease(call.CandidateReleaseId)
            ?? throw new RefusedException($"Unknown candidate release: {call.CandidateReleaseId}");
        if (baseline.Artifact.AgentId != candidate.Artifact.AgentId)
        {
            throw new RefusedException(
                $"Cross-agent diff is not allowed. Baseline agent_id={baseline.Artifact.AgentId}, candidate agent_id={candidate.Artifact.AgentId}.");
        }

        WorkspaceSettings settings = workspace.Settings(book);
        string environment = string.IsNullOrEmpty(call.Environment) ? settings.DefaultEnvironment : call.Environment;
        PriceTable baselinePrices = Prices(book, baseline.Artifact, "baseline");
        PriceTable candidatePrices = Prices(book, candidate.Artifact, "candidate");
        Window window = Window.Parse(call.Window, now);
        CatalogPart catalog = CatalogPart.Read(workspace, book, baseline.Artifact, candidate.Artifact);

        ReleaseComparison comparison;
        try
        {
            comparison = ReleaseComparison.Make(
                events,
                new ComparedSide(baseline, baselinePrices, catalog.BaselineTariff),
                new ComparedSide(candidate, candidatePrices, catalog.CandidateTariff),
                new RunEventFilter
                {
                    ReleaseId = "",
                    Window = window,
                    Environment = environment,
                    TenantId = call.TenantId,
                    TaskId = call.TaskId,
                });
        }
        catch (RefusedException e) when (e.Message.StartsWith("Pricing table missing", StringComparison.Ordinal))
        {
            throw new RefusedException($"{e.Message} Check pricing tables: {baseline.Artifact.Prices} and {candidate.Artifact.Prices}.");
        }

        GatePolicy policy = book.ActivePolicy();
        Confidence confidence = Confidence.Of(comparison.Baseline.Runs, comparison.Candidate.Runs, settings.Thresholds(policy));
        IReadOnlyList<string> reasons = policy.Evaluate(comparison.Candidate, confidence);

        json.OpenObject()
            .Field("window", call.Window)
            .Field("since", WireTime.Record(window.Since))
            .Field("until", WireTime.Record(window.Until));
        json.Name("filters").OpenObject()
            .Field("environment", environment)
            .Field("tenant_id", call.TenantId)
            .Field("task_id", call.TaskId)
            .CloseObject();
        json.Name("pricing").OpenObject();
        WritePrices(json, baseline.Artifact, baselinePrices, candidate.Artifact, candidatePrices);
        json.Field("warnings", Warnings(baseline.Artifact, baselinePrices, candidate.Artifact, candidatePrices, now));
        json.Field("hints", [.. Hints(book, "baseline", baseline.Artifact, baselinePrices), .. Hints(book, "candidate", candidate.Artifact, candidatePrices)]);
        json.Name("catalog");
        catalog.Write(json, comparison);
        json.CloseObject();
        json.Name("samples").OpenObject()
            .Field("baseline_runs", comparison.Baseline.Runs)
            .Field("candidate_runs", comparison.Candidate.Runs)
            .Field("confidence", confidence.Label)
            .Field("confidence_reason", confidence.Reason)
            .CloseObject();
        WriteMetrics(json, comparison.Baseline, comparison.Candidate);
        json.Name("policy");
        new GateResult(reasons.Count == 0, reasons, now).Write(json);
        json.CloseObject();
    }

    private static PriceTable Prices(LedgerBook book, ReleaseArtifact artifact, string role) => book.FindPrices(artifact.Prices)?.New
        ?? throw new RefusedException($"Missing pricing table for {role} {artifact.Prices}. Run `flightdeck pricing import ...`.");

    private static void WritePrices(JsonText json, ReleaseArtifact baseline, PriceTable baselinePrices, ReleaseArtifact candidate, PriceTable candidatePrices)
    {
        json.Field("baseline_provider", baseline.Prices.Provider)
            .Field("baseline_version", baseline.Prices.Version)
            .Field("baseline_model", baseline.Model)
            .Field("candidate_provider", candidate.Prices.Provider)
            .Field("candidate_version", candidate.Prices.Version)
            .Field("candidate_model", candidate.Model)
            .Field("pricing_or_model_changed", baseline.Prices != candidate.Prices || baseline.Model != candidate.Model);
        json.Name("prices").OpenObject();
        (string, Rates?)[] sides = [("baseline", baselinePrices.Find(baseline.Model)), ("candidate", candidatePrices.Find(candidate.Model))];
        foreach ((string role, Rates? rates) in sides)
        {
            json.Field($"{role}_input_usd_per_1k_tokens", rates?.InputPer1K)
                .Field($"{role}_output_usd_per_1k_tokens", rates?.OutputPer1K)
                .Field($"{role}_cached_input_usd_per_1k_tokens", rates?.CachedInputPer1K);
        }

        json.CloseObject();
    }

    private static List<string> Warnings(ReleaseArtifact baseline, PriceTable baselinePrices, ReleaseArtifact candidate, PriceTable candidatePrices, long now)
    {
        DateOnly today = DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(now * TimeSpan.TicksPerMicrosecond));
        return
        [
            .. new[]
            {
                PriceNotes.MissingModel("baseline", baseline.Prices, baselinePrices, baseline.Model),
                PriceNotes.MissingModel("candidate", candidate.Prices, candidatePrices, candidate.Model),
                PriceNotes.Stale("baseline", baseline.Prices.Version, today),
                baseline.Prices.Version == candidate.Prices.Version ? null : PriceNotes.Stale("candidate", candidate.Prices.Version, today),
            }.OfType<string>(),
        ];
    }

    private static IEnumerable<string> Hints(LedgerBook book, string role, ReleaseArtifact artifact, PriceTable prices) =>
        PriceNotes.Hints(role, prices, artifact.Model, [.. book.PriceTables(artifact.Prices.Provider).Select(static table => table.Version)]);

    private static void WriteMetrics(JsonText json, Rollup baseline, Rollup candidate)
    {
        double cost = candidate.CostPerRunUsd - baseline.CostPerRunUsd;
        json.Name("metrics").OpenObject()
            .Field("baseline_cost_per_run_usd", (double?)baseline.CostPerRunUsd)
            .Field("candidate_cost_per_run_usd", (double?)candidate.CostPerRunUsd)
            .Field("delta_cost_per_run_usd", (double?)cost)
            .Field("delta_cost_per_run_pct", baseline.CostPerRunUsd > 0 ? cost / baseline.CostPerRunUsd : null)
            .Field("baseline_latency_ms_avg", baseline.LatencyMsAverage)
            .Field("candidate_latency_ms_avg", candidate.LatencyMsAverage)
            .Field("delta_latency_ms_avg", candidate.LatencyMsAverage - baseline.LatencyMsAverage)
            .Field("baseline_error_rate", (double?)baseline.ErrorRate)
            .Field("candidate_error_rate", (double?)candidate.ErrorRate)
            .Field("delta_error_rate", (double?)(candidate.ErrorRate - baseline.ErrorRate))
            .CloseObject();
    }
}
