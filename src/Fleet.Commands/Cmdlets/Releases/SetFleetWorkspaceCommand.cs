using System.Collections.Specialized;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Changes settings of the releases service. Settings that are not given stay as they are.</summary>
[Cmdlet(VerbsCommon.Set, "FleetWorkspace", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Values)]
[OutputType(typeof(FleetWorkspace))]
public sealed class SetFleetWorkspaceCommand : FleetSettingCmdlet
{
    /// <summary>The environment for calls that do not name one.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? DefaultEnvironment { get; set; }

    /// <summary>True if a promotion must be requested first and then confirmed.</summary>
    [Parameter]
    public bool? PromotionRequiresApproval { get; set; }

    /// <summary>True if someone other than the requester must confirm.</summary>
    [Parameter]
    public bool? PromotionRequiresSecondPerson { get; set; }

    /// <summary>The time limit for confirming a request.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? PromotionRequestTtl { get; set; }

    /// <summary>True if a rollback may override the policy.</summary>
    [Parameter]
    public bool? RollbackOverrideAllowed { get; set; }

    /// <summary>The fewest runs of the candidate for high confidence, unless the policy sets its own.</summary>
    [Parameter]
    public long? MinCandidateRuns { get; set; }

    /// <summary>The fewest runs of the baseline for high confidence, unless the policy sets its own.</summary>
    [Parameter]
    public long? MinBaselineRuns { get; set; }

    /// <summary>The number of runs of either release below which confidence is low.</summary>
    [Parameter]
    public long? MinLowRuns { get; set; }

    /// <summary>The file with a catalog of common tariffs, which the service stores.</summary>
    [Parameter(ParameterSetName = ParameterSets.Catalog, Mandatory = true)]
    [ValidateNotBlank]
    public string? PricingCatalogPath { get; set; }

    /// <summary>Removes the catalog.</summary>
    [Parameter(ParameterSetName = ParameterSets.Values)]
    public SwitchParameter NoPricingCatalog { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(PricingCatalogPath, Set);

    private void Set()
    {
        OrderedDictionary settings = [], diff = [];
        Add("default_environment", DefaultEnvironment);
        Add("promotion_requires_approval", PromotionRequiresApproval);
        Add("promotion_requires_second_person", PromotionRequiresSecondPerson);
        Add("promotion_request_ttl", PromotionRequestTtl);
        Add("rollback_override_allowed", RollbackOverrideAllowed);
        AddCount("min_candidate_runs", nameof(MinCandidateRuns), MinCandidateRuns);
        AddCount("min_baseline_runs", nameof(MinBaselineRuns), MinBaselineRuns);
        AddCount("min_low_runs", nameof(MinLowRuns), MinLowRuns);
        Add("diff", diff.Count > 0 ? diff : null);
        if (PricingCatalogPath is not null)
        {
            settings.Add(WorkspaceClient.PricingCatalog, ReadText(PricingCatalogPath));
        }
        else if (NoPricingCatalog)
        {
            settings.Add(WorkspaceClient.PricingCatalog, null);
        }

        if (settings.Count == 0)
        {
            FailCommand(new FleetValidationException("There is nothing to change. Specify at least one setting."), null);
        }

        if (ShouldProcess("workspace", $"Set {string.Join(", ", settings.Keys.Cast<string>())}"))
        {
            WriteObject(Await(token => Client.Workspace.SetAsync(settings, Reason!, Actor, token)));
        }

        void AddCount(string name, string parameter, long? value)
        {
            if (value < 0)
            {
                throw new FleetValidationException($"-{parameter} must not be negative, but is {value}.");
            }

            if (value is not null)
            {
                diff.Add(name, value);
            }
        }

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                settings.Add(name, value);
            }
        }
    }
}
