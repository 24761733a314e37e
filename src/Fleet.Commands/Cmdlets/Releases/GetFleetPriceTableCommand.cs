using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the price tables that runs are charged by.</summary>
[Cmdlet(VerbsCommon.Get, "FleetPriceTable")]
[OutputType(typeof(FleetPriceTable))]
public sealed class GetFleetPriceTableCommand : FleetConnectionCmdlet
{
    /// <summary>Gets only those of this provider.</summary>
    [Parameter(Position = 0)]
    [ValidateNotBlank]
    public string? Provider { get; set; }

    /// <summary>Gets only this version.</summary>
    [Parameter(Position = 1)]
    [ValidateNotBlank]
    public string? PricingVersion { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => DoOrFail(Provider, () =>
    {
        if (Provider is not null && PricingVersion is not null)
        {
            WriteObject(Await(token => Client.Workspace.GetPriceTableAsync(Provider, PricingVersion, token)));
            return;
        }

        WriteAll(token => Client.Workspace.ListPriceTablesAsync(token)
            .Where(table => (Provider is null || table.Provider == Provider) && (PricingVersion is null || table.PricingVersion == PricingVersion)));
    });
}
