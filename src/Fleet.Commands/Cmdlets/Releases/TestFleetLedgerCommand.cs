using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Has the releases service check its whole ledger.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetLedger")]
[OutputType(typeof(FleetLedger), typeof(bool))]
public sealed class TestFleetLedgerCommand : FleetConnectionCmdlet
{
    private bool _valid;

    /// <summary>A state that was kept elsewhere and that the ledger must still hold.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public FleetLedger? Expected { get; set; }

    /// <summary>Emits one bool instead: whether nothing is wrong.</summary>
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
