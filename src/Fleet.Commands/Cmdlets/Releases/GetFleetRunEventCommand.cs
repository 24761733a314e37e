using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets run events, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRunEvent")]
[OutputType(typeof(FleetRunEvent))]
public sealed class GetFleetRunEventCommand : FleetRunEventQueryCmdlet
{
    /// <summary>The releases whose run events to get.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>The most events to get per release, newest first.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? First { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in ReleaseId)
        {
            DoOrFailRecord(id, () => WriteAll(token => Client.Evidence.ListAsync(QueryFor(id) with { First = First }, token)), ReleaseId.Length);
        }
    }
}
