using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The settings of a workspace: those of <c>flightdeck.yaml</c>, and ours.</summary>
internal sealed record WorkspaceSettings
{
    /// <summary>The name of the model in error texts.</summary>
    public const string Model = "WorkspaceConfig";

    /// <summary>The environment of calls that do not name one.</summary>
    public string DefaultEnvironment { get; init; } = "local";

    /// <summary>The number of runs a diff needs, unless the policy sets it.</summary>
    public SampleThresholds Diff { get; init; } = new(500, 500, 50);

    /// <summary>The path of the pricing catalog, as written.</summary>
    public string? PricingCatalogPath { get; init; }

    /// <summary>True if a promotion must be requested in one call and confirmed in another.</summary>
    public bool PromotionRequiresApproval { get; init; }

    /// <summary>True if someone other than the requester must confirm. Not in the original.</summary>
    public bool PromotionRequiresSecondPerson { get; init; }

    /// <summary>The time in which a request can be confirmed, as a window; null for no limit. Not in the original.</summary>
    public string? PromotionRequestTtl { get; init; }

    /// <summary>True if a rollback may override the policy, which the ledger records. Not in the original.</summary>
    public bool RollbackOverrideAllowed { get; init; } = true;

    /// <summary>Reads settings.</summary>
    /// <param name="root">The document.</param>
    /// <param name="current">The values of settings that the document leaves out.</param>
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

    /// <summary>Returns the number of runs a diff needs under a policy.</summary>
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
            // The end of the window does not matter here, only its form; 0 is the middle of the calendar.
            Window.Parse(text, until: 0);
        }
        catch (RefusedException e)
        {
            root.Add("promotion_request_ttl", e.Message, "value_error");
        }
    }
}
