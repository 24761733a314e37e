using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Lists run events, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRunEvent")]
[OutputType(typeof(FleetRunEvent))]
public sealed class GetFleetRunEventCommand : FleetRunEventQueryCmdlet
{
    /// <summary>The releases whose runs are wanted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>No more than this many of each release, the newest.</summary>
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
