using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Gets transcripts of sessions, or of all sessions of a job.</summary>
[Cmdlet(VerbsCommon.Get, "FleetTranscript", DefaultParameterSetName = ParameterSets.Session)]
[OutputType(typeof(FleetTranscript))]
public sealed class GetFleetTranscriptCommand : FleetBulkCmdlet
{
    private FanOut<FleetTranscript, FleetTranscript>? _reads;

    /// <summary>The sessions.</summary>
    [Parameter(ParameterSetName = ParameterSets.Session, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("SessionId")]
    [ValidateNotBlank]
    public string[] SessionId { get; set; } = [];

    /// <summary>The jobs whose sessions to list.</summary>
    [Parameter(ParameterSetName = ParameterSets.Job, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Includes the messages.</summary>
    [Parameter(ParameterSetName = ParameterSets.Job)]
    public SwitchParameter IncludeMessage { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in SessionId)
        {
            Read(new FleetTranscript { SessionId = id });
        }

        foreach (string id in JobId)
        {
            DoOrFailItem(id, () =>
            {
                foreach (FleetTranscript session in Await(token => Client.Transcripts.ListAsync(id, token)).SelectMany(static task => task.Sessions))
                {
                    if (IncludeMessage)
                    {
                        Read(session);
                    }
                    else
                    {
                        WriteObject(session);
                    }
                }
            });
        }
    }

    private void Read(FleetTranscript session)
    {
        TranscriptsClient transcripts = Client.Transcripts;
        _reads ??= BeginWork<FleetTranscript, FleetTranscript>(
            (known, token) => transcripts.GetAsync(known.SessionId, token),
            known => known.SessionId,
            ThrottleLimit,
            inOrder: true,
            written: (known, read) => WriteObject(Merge(known, read)));
        _reads.Add(session);
    }

    // The list contains details of a session that its transcript lacks.
    private static FleetTranscript Merge(FleetTranscript known, FleetTranscript read) => known with
    {
        Task = read.Task ?? known.Task,
        TaskKey = read.TaskKey ?? known.TaskKey,
        Instance = read.Instance ?? known.Instance,
        Verification = read.Verification ?? known.Verification,
        Messages = read.Messages,
    };
}
