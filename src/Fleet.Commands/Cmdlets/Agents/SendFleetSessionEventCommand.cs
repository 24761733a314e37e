using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Sends a message to the agent of a session, and shows or emits what the agent answers.</summary>
[Cmdlet(VerbsCommunications.Send, "FleetSessionEvent", DefaultParameterSetName = ParameterSets.Answer, SupportsShouldProcess = true)]
[OutputType(typeof(FleetSessionEvent), typeof(FleetSessionUpdate), ParameterSetName = [ParameterSets.Answer])]
[OutputType(typeof(FleetStreamEvent), ParameterSetName = [ParameterSets.Raw])]
public sealed class SendFleetSessionEventCommand : FleetAgentsCmdlet
{
    /// <summary>The sessions; each gets the message, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("SessionId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public string[] SessionId { get; set; } = [];

    /// <summary>What the user says.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotBlank]
    public string Content { get; set; } = "";

    /// <summary>Emits each update as it comes.</summary>
    [Parameter(ParameterSetName = ParameterSets.Answer)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Emits the events of the stream as they were sent.</summary>
    [Parameter(ParameterSetName = ParameterSets.Raw, Mandatory = true)]
    public SwitchParameter Raw { get; set; }

    /// <summary>How long the stream may be silent.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int IdleTimeoutSeconds { get; set; } = 120;

    /// <summary>How long to try to take up a stream that was cut.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int ResumeTimeoutSeconds { get; set; } = 30;

    // A warning of the client is one of the command, whatever else is shown.
    private protected override FleetCallOptions? Limits => (base.Limits ?? new FleetCallOptions()) with { Log = Write, LogLevel = FleetLogLevel.Warning };

    private SessionsClient Sessions => Client.Sessions;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in SessionId)
        {
            if (!ShouldProcess($"session {id}", "Send a message"))
            {
                continue;
            }

            FleetMessageRequest request = new()
            {
                SessionId = id,
                Content = Content,
                IdleTimeout = TimeSpan.FromSeconds(IdleTimeoutSeconds),
                ResumeTimeout = TimeSpan.FromSeconds(ResumeTimeoutSeconds),
            };
            SessionsClient sessions = Sessions;
            DoOrFailItem(id, () =>
            {
                if (Stream)
                {
                    WriteBehind(token => sessions.SendEventAsync(request, token));
                }
                else if (Raw)
                {
                    WriteBehind(token => sessions.SendRawEventAsync(request, token));
                }
                else
                {
                    Converse(sessions, request);
                }
            });
        }
    }

    private void Converse(SessionsClient sessions, FleetMessageRequest request)
    {
        using GrowingText text = new(this);
        Answer answer = new();
        try
        {
            Await(token => FollowAsync(sessions, request, text, answer, token));
        }
        finally
        {
            if (!Stopping)
            {
                text.End();
            }
        }

        foreach (object? failure in answer.Failures)
        {
            FailItem(new FleetException($"The agent of the session {request.SessionId} reports an error{(failure is null ? "" : $": {failure}")}.") { ErrorCode = "agent_error" }, request.SessionId);
        }

        if (answer.CorrelationId is { } exchange)
        {
            FleetSessionEventQuery query = new() { CorrelationId = exchange, Source = "ai_agent" };
            bool isKept = false;
            WriteAll(token => sessions.ListEventsAsync(request.SessionId, query, token).Where(static one => one.Status is null).Select(one =>
            {
                isKept = true;
                return one;
            }));
            if (!isKept && answer.HasText && answer.Failures.Count == 0)
            {
                // The original loses a message that its runner does not finish.
                WriteWarning($"The service has kept no message of what the agent of the session {request.SessionId} said, so that none is emitted. -Stream emits the pieces as they come.");
            }
        }
    }

    private static async Task<bool> FollowAsync(SessionsClient sessions, FleetMessageRequest request, GrowingText text, Answer answer, CancellationToken token)
    {
        await foreach (FleetSessionUpdate update in sessions.SendEventAsync(request, token).ConfigureAwait(false))
        {
            answer.CorrelationId ??= update.CorrelationId;
            answer.HasText |= update.Delta is not null;
            if (update is { Delta: { } delta, IsReasoning: false })
            {
                text.Add(delta);
            }

            if (update.Status == "error")
            {
                answer.Failures.Add((update.StatusData as System.Collections.IDictionary)?["exception"] ?? update.StatusData);
            }
        }

        return true;
    }

    private sealed class Answer
    {
        public string? CorrelationId { get; set; }

        /// <summary>Whether a piece of a message came.</summary>
        public bool HasText { get; set; }

        public List<object?> Failures { get; } = [];
    }
}
