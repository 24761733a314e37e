using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Makes the releases service check its whole ledger.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetLedger")]
[OutputType(typeof(FleetLedger), typeof(bool))]
public sealed class TestFleetLedgerCommand : FleetConnectionCmdlet
{
    private bool _valid;

    /// <summary>A state recorded elsewhere that the ledger must still contain.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public FleetLedger? Expected { get; set; }

    /// <summary>Returns one bool instead: true if the ledger is valid.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(Expected, () =>
    {
        FleetLedger ledger = Await(token => Client.Ledger.VerifyAsync(Expected, token));
        _valid = ledger.Valid;
        if (!Quiet)
        {
            WriteObject(ledger);
        }
    });

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_valid);
        }
    }
}
