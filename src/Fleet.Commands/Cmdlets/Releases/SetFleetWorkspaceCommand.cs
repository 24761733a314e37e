using System.Collections.Specialized;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Changes settings of the releases service; what is not named stays.</summary>
[Cmdlet(VerbsCommon.Set, "FleetWorkspace", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Values)]
[OutputType(typeof(FleetWorkspace))]
public sealed class SetFleetWorkspaceCommand : FleetSettingCmdlet
{
    /// <summary>The environment of calls that name none.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? DefaultEnvironment { get; set; }

    /// <summary>Whether a promotion is asked for by one call and confirmed by another.</summary>
    [Parameter]
    public bool? PromotionRequiresApproval { get; set; }

    /// <summary>Whether somebody other than the requester must confirm.</summary>
    [Parameter]
    public bool? PromotionRequiresSecondPerson { get; set; }

    /// <summary>How long a request can be confirmed.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? PromotionRequestTtl { get; set; }

    /// <summary>Whether a rollback may go past the policy.</summary>
    [Parameter]
    public bool? RollbackOverrideAllowed { get; set; }

    /// <summary>How many runs of the candidate a comparison needs for high confidence, where the policy does not say.</summary>
    [Parameter]
    public long? MinCandidateRuns { get; set; }

    /// <summary>The same of the baseline.</summary>
    [Parameter]
    public long? MinBaselineRuns { get; set; }

    /// <summary>Below how many runs of either confidence is low.</summary>
    [Parameter]
    public long? MinLowRuns { get; set; }

    /// <summary>The file with a catalog of common tariffs, which the service then holds.</summary>
    [Parameter(ParameterSetName = ParameterSets.Catalog, Mandatory = true)]
    [ValidateNotBlank]
    public string? PricingCatalogPath { get; set; }

    /// <summary>Takes the catalog away.</summary>
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
            FailCommand(new FleetValidationException("There is nothing to change. Name at least one setting."), null);
        }

        if (ShouldProcess("workspace", $"Set {string.Join(", ", settings.Keys.Cast<string>())}"))
        {
            WriteObject(Await(token => Client.Workspace.SetAsync(settings, Reason!, Actor, token)));
        }

        void AddCount(string name, string parameter, long? value)
        {
            if (value < 0)
            {
                throw new FleetValidationException($"-{parameter} must not be negative, and is {value}.");
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
