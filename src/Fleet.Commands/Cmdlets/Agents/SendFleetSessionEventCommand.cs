using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Sends a message to the agent of a session, and shows or returns the agent's answer.</summary>
[Cmdlet(VerbsCommunications.Send, "FleetSessionEvent", DefaultParameterSetName = ParameterSets.Answer, SupportsShouldProcess = true)]
[OutputType(typeof(FleetSessionEvent), typeof(FleetSessionUpdate), ParameterSetName = [ParameterSets.Answer])]
[OutputType(typeof(FleetStreamEvent), ParameterSetName = [ParameterSets.Raw])]
public sealed class SendFleetSessionEventCommand : FleetAgentsCmdlet
{
    /// <summary>The sessions that get the message, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("SessionId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public string[] SessionId { get; set; } = [];

    /// <summary>The user's message.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotBlank]
    public string Content { get; set; } = "";

    /// <summary>Returns each update as it arrives.</summary>
    [Parameter(ParameterSetName = ParameterSets.Answer)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Returns the events of the stream as they were sent.</summary>
    [Parameter(ParameterSetName = ParameterSets.Raw, Mandatory = true)]
    public SwitchParameter Raw { get; set; }

    /// <summary>The longest silence of the stream, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int IdleTimeoutSeconds { get; set; } = 120;

    /// <summary>The time limit for resuming a broken stream, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int ResumeTimeoutSeconds { get; set; } = 30;

    // The client's warnings are always shown as the command's own.
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
            string message = $"The agent of the session {request.SessionId} reported an error{(failure is null ? "" : $": {failure}")}.";
            FailItem(new FleetException(message) { ErrorCode = "agent_error" }, request.SessionId);
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
                // The original loses a message that its runner did not finish.
                WriteWarning(
                    $"The service did not store the answer of the agent of the session {request.SessionId}, so no message is returned. "
                    + "-Stream returns the pieces as they arrive.");
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

        /// <summary>True once a piece of a message has arrived.</summary>
        public bool HasText { get; set; }

        public List<object?> Failures { get; } = [];
    }
}
