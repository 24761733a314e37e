using System.Collections.Specialized;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Changes settings of the releases service; what is not named stays.</summary>
[Cmdlet(VerbsCommon.Set, "FleetWorkspace", SupportsShouldProcess = true)]
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

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        OrderedDictionary settings = [];
        Add("default_environment", DefaultEnvironment);
        Add("promotion_requires_approval", PromotionRequiresApproval);
        Add("promotion_requires_second_person", PromotionRequiresSecondPerson);
        Add("promotion_request_ttl", PromotionRequestTtl);
        Add("rollback_override_allowed", RollbackOverrideAllowed);
        if (settings.Count == 0)
        {
            FailCommand(new FleetValidationException("There is nothing to change. Name at least one setting."), null);
        }

        if (ShouldProcess("workspace", $"Set {string.Join(", ", settings.Keys.Cast<string>())}"))
        {
            DoOrFail(null, () => WriteObject(Await(token => Client.Workspace.SetAsync(settings, Reason!, Actor, token))));
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
