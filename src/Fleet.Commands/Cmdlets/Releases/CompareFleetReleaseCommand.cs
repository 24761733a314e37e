using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Compares releases over the evidence of a window, and asks the policy.</summary>
[Cmdlet(VerbsData.Compare, "FleetRelease")]
[OutputType(typeof(FleetReleaseDiff))]
public sealed class CompareFleetReleaseCommand : FleetRunSliceCmdlet
{
    /// <summary>The release that is compared with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? BaselineReleaseId { get; set; }

    /// <summary>The releases in question.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] CandidateReleaseId { get; set; } = [];

    /// <summary>How far back.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotBlank]
    public string Window { get; set; } = "";

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in CandidateReleaseId)
        {
            FleetReleaseComparison comparison = new()
            {
                BaselineReleaseId = BaselineReleaseId!,
                CandidateReleaseId = id,
                Window = Window,
                Environment = Environment,
                TenantId = TenantId,
                TaskId = TaskId,
            };
            DoOrFailRecord(id, () => WriteObject(Await(token => Client.Releases.CompareAsync(comparison, token))), CandidateReleaseId.Length);
        }
    }
}
