using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Compares releases over a window of evidence and evaluates the policy.</summary>
[Cmdlet(VerbsData.Compare, "FleetRelease")]
[OutputType(typeof(FleetReleaseDiff))]
public sealed class CompareFleetReleaseCommand : FleetRunSliceCmdlet
{
    /// <summary>The release to compare with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string? BaselineReleaseId { get; set; }

    /// <summary>The releases to compare with the baseline.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] CandidateReleaseId { get; set; } = [];

    /// <summary>The window of evidence.</summary>
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
