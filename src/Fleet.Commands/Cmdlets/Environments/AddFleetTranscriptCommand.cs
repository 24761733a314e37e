using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Adds messages to a session, makes one, or says that it has ended.</summary>
[Cmdlet(VerbsCommon.Add, "FleetTranscript", SupportsShouldProcess = true)]
[OutputType(typeof(FleetTranscriptResult))]
public sealed class AddFleetTranscriptCommand : FleetConnectionCmdlet
{
    // Far below the limit on bodies, and a long transcript is not one all or nothing.
    private const int BatchSize = 500;

    private readonly List<FleetTranscriptMessage> _waiting = [];
    private FleetTranscriptResult? _result;
    private string? _session;
    private bool _any;

    /// <summary>The messages.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [TranscriptMessage]
    [ValidateNotNull]
    public FleetTranscriptMessage[] Message { get; set; } = [];

    /// <summary>The session; without it one is made.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Model { get; set; }

    /// <summary>The task.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string? TaskKey { get; set; }

    /// <summary>The job that the session belongs to.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string? JobId { get; set; }

    /// <summary>The instance that is worked in. Never piped: a message is none.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string? InstanceId { get; set; }

    /// <summary>The status that the session has after this.</summary>
    [Parameter]
    [ValidateSet("pending", "running", "completed", "failed", "cancelled")]
    public string? Status { get; set; }

    /// <summary>Whatever else is to be kept of the session.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Metadata { get; set; }

    /// <summary>When the work began.</summary>
    [Parameter]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the work ended; now when the status is one of the end.</summary>
    [Parameter]
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The verification that judged the work.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? VerifierExecutionId { get; set; }

    /// <summary>The team, for those who may write for several.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        // A session that was piped in; what came before was for another.
        if (_any && _session != SessionId)
        {
            Send(last: true);
        }

        _any = true;
        _session = SessionId;
        foreach (FleetTranscriptMessage message in Message)
        {
            if (_waiting.Count == BatchSize)
            {
                Send(last: false);
            }

            _waiting.Add(message);
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (_any)
        {
            Send(last: true);
        }
    }

    private void Send(bool last)
    {
        string? session = _result?.SessionId ?? _session;
        FleetTranscriptMessage[] messages = [.. _waiting];
        _waiting.Clear();
        if (ShouldProcess(session is null ? "new session" : $"session {session}", messages.Length == 0 ? $"Set the status {Status ?? "running"}" : $"Add {messages.Length} messages"))
        {
            FleetTranscriptRequest request = new()
            {
                SessionId = session,
                Messages = messages.Select(Plain).ToArray(),
                TeamId = TeamId,
                Model = Model,
                TaskKey = TaskKey,
                JobId = JobId,
                InstanceId = InstanceId,
                Status = last ? Status : null,
                Metadata = PlainValues.Of(Metadata),
                StartedAt = StartedAt,
                EndedAt = last ? EndedAt : null,
                VerifierExecutionId = last ? VerifierExecutionId : null,
            };

            // What follows would have a gap before it.
            DoOrFail(session, () =>
            {
                FleetTranscriptResult result = Await(token => Client.Transcripts.AddAsync(request, token));
                _result = result with { CreatedNewSession = result.CreatedNewSession || _result is { CreatedNewSession: true } };
            });
        }

        if (last && _result is not null)
        {
            WriteObject(_result);
            _result = null;
        }
    }

    private static FleetTranscriptMessage Plain(FleetTranscriptMessage message)
    {
        object?[] values = PlainValues.Of(new[] { message.Content, message.ToolCalls, message.Metadata });
        return message with { Content = values[0], ToolCalls = values[1] as object[], Metadata = values[2] as IDictionary };
    }
}
