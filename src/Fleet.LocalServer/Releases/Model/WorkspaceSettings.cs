using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The settings of a workspace: those of <c>flightdeck.yaml</c>, and ours.</summary>
internal sealed record WorkspaceSettings
{
    /// <summary>Its name in the texts of errors.</summary>
    public const string Model = "WorkspaceConfig";

    /// <summary>The environment of calls that name none.</summary>
    public string DefaultEnvironment { get; init; } = "local";

    /// <summary>How many runs a diff needs, where the policy does not say.</summary>
    public SampleThresholds Diff { get; init; } = new(500, 500, 50);

    /// <summary>The file with the pricing catalog, as it was written.</summary>
    public string? PricingCatalogPath { get; init; }

    /// <summary>Whether a promotion must be requested by one call and confirmed by another.</summary>
    public bool PromotionRequiresApproval { get; init; }

    /// <summary>Whether somebody other than the requester must confirm. Not in the original.</summary>
    public bool PromotionRequiresSecondPerson { get; init; }

    /// <summary>How long a request can be confirmed, as a window; null for always. Not in the original.</summary>
    public string? PromotionRequestTtl { get; init; }

    /// <summary>Whether a rollback may override the policy, which the ledger records. Not in the original.</summary>
    public bool RollbackOverrideAllowed { get; init; } = true;

    /// <summary>Reads settings.</summary>
    /// <param name="root">The document; what it leaves out stays as it is.</param>
    /// <param name="current">What holds where the document says nothing.</param>
    public static WorkspaceSettings Read(JsonFields root, WorkspaceSettings current)
    {
        root.OneOf("api_version", "v1");
        root.OneOf("kind", Model);
        JsonFields diff = root.ObjectOrEmpty("diff");
        WorkspaceSettings read = current with
        {
            DefaultEnvironment = root.Text("default_environment", current.DefaultEnvironment),
            Diff = new SampleThresholds(
                diff.Count("min_candidate_runs", current.Diff.MinCandidateRuns),
                diff.Count("min_baseline_runs", current.Diff.MinBaselineRuns),
                diff.Count("min_low_runs", current.Diff.MinLowRuns)),
            PromotionRequiresApproval = root.Flag("promotion_requires_approval", current.PromotionRequiresApproval),
            PromotionRequiresSecondPerson = root.Flag("promotion_requires_second_person", current.PromotionRequiresSecondPerson),
            PromotionRequestTtl = root.Has("promotion_request_ttl") ? root.TextOrNull("promotion_request_ttl") : current.PromotionRequestTtl,
            RollbackOverrideAllowed = root.Flag("rollback_override_allowed", current.RollbackOverrideAllowed),
        };
        if (read.PromotionRequestTtl is { } ttl)
        {
            RequireWindow(root, ttl);
        }

        return read;
    }

    /// <summary>The number of runs a diff needs under a policy.</summary>
    public SampleThresholds Thresholds(GatePolicy policy) => new(
        policy.MinCandidateRuns ?? Diff.MinCandidateRuns,
        policy.MinBaselineRuns ?? Diff.MinBaselineRuns,
        policy.MinLowRuns ?? Diff.MinLowRuns);

    /// <summary>Writes the settings that can be changed over HTTP.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Field("api_version", "v1").Field("kind", Model).Field("default_environment", DefaultEnvironment);
        json.Name("diff").OpenObject()
            .Field("min_candidate_runs", Diff.MinCandidateRuns)
            .Field("min_baseline_runs", Diff.MinBaselineRuns)
            .Field("min_low_runs", Diff.MinLowRuns)
            .CloseObject();
        json.Field("promotion_requires_approval", PromotionRequiresApproval)
            .Field("promotion_requires_second_person", PromotionRequiresSecondPerson)
            .Field("promotion_request_ttl", PromotionRequestTtl)
            .Field("rollback_override_allowed", RollbackOverrideAllowed)
            .CloseObject();
    }

    private static void RequireWindow(JsonFields root, string text)
    {
        try
        {
            // Measured from the middle of the calendar: only the form matters here.
            Window.Parse(text, until: 0);
        }
        catch (RefusedException e)
        {
            root.Add("promotion_request_ttl", e.Message, "value_error");
        }
    }
}
