using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets registered releases, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRelease", DefaultParameterSetName = ParameterSets.Query)]
[OutputType(typeof(FleetRelease))]
public sealed class GetFleetReleaseCommand : FleetConnectionCmdlet
{
    private List<FleetRelease>? _all;

    /// <summary>The releases wanted.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>Only those of this agent.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>Only those that were registered with this environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Query)
        {
            DoOrFail(AgentId, () => WriteAll(token => Client.Releases.ListAsync(token)
                .Where(release => (AgentId is null || release.AgentId == AgentId) && (Environment is null || release.Environment == Environment))));
            return;
        }

        DoOrFail(ReleaseId is [var single] ? single : ReleaseId, () => _all ??= Await(token => Client.Releases.ListAsync(token).ToListAsync(token).AsTask()));
        foreach (string id in ReleaseId)
        {
            if (_all!.Find(release => release.ReleaseId == id) is { } release)
            {
                WriteObject(release);
            }
            else
            {
                FailItem(new FleetNotFoundException($"There is no release '{id}'. Get-FleetRelease lists those there are.") { ResourceType = "release", ResourceId = id }, id);
            }
        }
    }
}
