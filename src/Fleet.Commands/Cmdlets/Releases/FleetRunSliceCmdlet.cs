using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet with filters for the runs of a release. None of them is piped, since a release has the environment it was registered with.</summary>
public abstract class FleetRunSliceCmdlet : FleetConnectionCmdlet
{
    /// <summary>Limits the runs to this environment.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Limits the runs to this tenant.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>Limits the runs to this task.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }
}
