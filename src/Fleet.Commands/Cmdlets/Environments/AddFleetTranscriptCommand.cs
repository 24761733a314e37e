using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Adds messages to a session, creates a session, or marks one as ended.</summary>
[Cmdlet(VerbsCommon.Add, "FleetTranscript", SupportsShouldProcess = true)]
[OutputType(typeof(FleetTranscriptResult))]
public sealed class AddFleetTranscriptCommand : FleetConnectionCmdlet
{
    // Far below the limit on bodies; and a long transcript should not fail as a whole.
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

    /// <summary>The session; by default a new one.</summary>
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

    /// <summary>The instance being worked in. Never piped, since a message is not an instance.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string? InstanceId { get; set; }

    /// <summary>The status of the session after this call.</summary>
    [Parameter]
    [ValidateSet("pending", "running", "completed", "failed", "cancelled")]
    public string? Status { get; set; }

    /// <summary>Further data to store with the session.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Metadata { get; set; }

    /// <summary>The start time of the work.</summary>
    [Parameter]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>The end time of the work; the current time if the status is final.</summary>
    [Parameter]
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The verification of the work.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? VerifierExecutionId { get; set; }

    /// <summary>The team, for callers with access to several.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        // A new session was piped in: the messages so far belong to another one.
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
        string action = messages.Length == 0 ? $"Set the status {Status ?? "running"}" : $"Add {messages.Length} messages";
        if (ShouldProcess(session is null ? "new session" : $"session {session}", action))
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

            // The messages after a failed batch would follow a gap.
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
