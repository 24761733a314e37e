using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Gets jobs.</summary>
[Cmdlet(VerbsCommon.Get, "FleetJob")]
[OutputType(typeof(FleetJob))]
public sealed class GetFleetJobCommand : FleetConnectionCmdlet
{
    private FanOut<string, FleetJob>? _reads;

    /// <summary>The jobs to get; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("JobId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[]? JobId { get; set; }

    /// <summary>The team, for callers with access to several.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (JobId is null)
        {
            DoOrFail(Connection, () => WriteAll(token => Client.Jobs.ListAsync(TeamId, token)));
            return;
        }

        JobsClient jobs = Client.Jobs;
        string? teamId = TeamId;
        foreach (string id in JobId)
        {
            _reads ??= BeginWork<string, FleetJob>((job, token) => jobs.GetAsync(job, teamId, token), inOrder: true);
            _reads.Add(id);
        }
    }
}
