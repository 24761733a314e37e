using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// A cmdlet whose change the releases service records in its ledger. Neither parameter is piped, since a request has the requester's own reason.
/// </summary>
public abstract class FleetLedgerEntryCmdlet : FleetConnectionCmdlet
{
    /// <summary>The reason for the change, recorded in the ledger.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string? Reason { get; set; }

    /// <summary>The person or program that makes the change, recorded in the ledger.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string Actor { get; set; } = Environment.UserName;
}
