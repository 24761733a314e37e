using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists instances, or gets individual ones.</summary>
[Cmdlet(VerbsCommon.Get, "FleetInstance", DefaultParameterSetName = ParameterSets.Id)]
[OutputType(typeof(FleetInstance))]
public sealed class GetFleetInstanceCommand : FleetConnectionCmdlet
{
    private FanOut<string, FleetInstance>? _reads;

    /// <summary>The instances to get; the live ones by default.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Identity("InstanceId")]
    [ValidateNotBlank(AllowEmptyList = true)]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[]? InstanceId { get; set; }

    /// <summary>Gets the instances of this run.</summary>
    [Parameter(ParameterSetName = ParameterSets.Run, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>Gets the instances of this profile; <c>self</c> is the caller.</summary>
    [Parameter(ParameterSetName = ParameterSets.Profile, Mandatory = true)]
    [ValidateNotBlank]
    public string? ProfileId { get; set; }

    /// <summary>Gets only those with this status.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Status { get; set; }

    /// <summary>Gets only those in this region.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (InstanceId is null)
        {
            FleetInstanceQuery query = new() { RunId = RunId, ProfileId = ProfileId, Status = Status, Region = Region };
            FleetClient client = Client;
            DoOrFailRecord(RunId ?? ProfileId, () => WriteBehind(token => client.Instances.ListAsync(query, token)));
            return;
        }

        foreach (string id in InstanceId)
        {
            FleetClient client = Client;
            _reads ??= BeginWork<string, FleetInstance>((key, token) => client.Instances.GetAsync(key, token), inOrder: true, written: WriteMatch);
            _reads.Add(id);
        }
    }

    // The service only filters lists; the filters also apply to individual instances.
    private void WriteMatch(string id, FleetInstance instance)
    {
        if (Matches(Status, instance.Status) && Matches(Region, instance.Region))
        {
            WriteObject(instance);
        }
    }

    private static bool Matches(string? wanted, string? actual) =>
        wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
}
