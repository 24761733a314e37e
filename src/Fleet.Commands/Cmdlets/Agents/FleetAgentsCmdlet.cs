using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to the agents service, whose calls may be repeated by rules of their own.</summary>
public abstract class FleetAgentsCmdlet : FleetConnectionCmdlet
{
    /// <summary>When and how often these calls are repeated; the connection's rules for what it does not say.</summary>
    [Parameter]
    [ValidateNotNull]
    public FleetRetrySettings? Retry { get; set; }

    private protected override FleetCallOptions? Limits =>
        Retry is null ? null : new FleetCallOptions { Retry = RetryRules.Of(Retry, State.Client.Retry) };
}
