using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that works on many items at once and lets the user set how many.</summary>
public abstract class FleetBulkCmdlet : FleetConnectionCmdlet
{
    /// <summary>The most items worked on at once.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;
}
