using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that looks at some of the runs of a release. None of its filters is piped: a release carries the environment it was registered with.</summary>
public abstract class FleetRunSliceCmdlet : FleetConnectionCmdlet
{
    /// <summary>Only runs in this environment.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Only runs for this tenant.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TenantId { get; set; }

    /// <summary>Only runs of this task.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TaskId { get; set; }
}
