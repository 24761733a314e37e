using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that works on many items at once, with a limit set by the user.</summary>
public abstract class FleetBulkCmdlet : FleetConnectionCmdlet
{
    /// <summary>The most items worked on at once.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;
}
