using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets registered releases, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "FleetRelease", DefaultParameterSetName = ParameterSets.Query)]
[OutputType(typeof(FleetRelease))]
public sealed class GetFleetReleaseCommand : FleetConnectionCmdlet
{
    private List<FleetRelease>? _all;

    /// <summary>The releases to get.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>Gets only those of this agent.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseAgentCompleter))]
    public string? AgentId { get; set; }

    /// <summary>Gets only those registered with this environment.</summary>
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
                string message = $"The release '{id}' does not exist. Use Get-FleetRelease to list the releases.";
                FailItem(new FleetNotFoundException(message) { ResourceType = "release", ResourceId = id }, id);
            }
        }
    }
}
