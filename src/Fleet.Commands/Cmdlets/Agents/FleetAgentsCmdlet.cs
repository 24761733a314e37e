using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to the agents service and can set its own retry rules.</summary>
public abstract class FleetAgentsCmdlet : FleetConnectionCmdlet
{
    /// <summary>The retry settings for these calls; anything not set comes from the connection.</summary>
    [Parameter]
    [ValidateNotNull]
    public FleetRetrySettings? Retry { get; set; }

    private protected override FleetCallOptions? Limits =>
        Retry is null ? null : new FleetCallOptions { Retry = RetryRules.Of(Retry, State.Client.Retry) };
}
