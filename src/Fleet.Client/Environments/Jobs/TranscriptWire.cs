using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads sessions and transcripts, and writes additions to them.</summary>
internal static class TranscriptWire
{
    private static readonly string[] s_statuses = ["pending", "running", "completed", "failed", "cancelled"];

    private static readonly JsonFields s_sessions = JsonFields.Of<SessionsField>();
    private static readonly JsonFields s_group = JsonFields.Of<GroupField>();
    private static readonly JsonFields s_session = JsonFields.Of<SessionField>();
    private static readonly JsonFields s_transcript = JsonFields.Of<TranscriptField>();
    private static readonly JsonFields s_message = JsonFields.Of<MessageField>();
    private static readonly JsonFields s_result = JsonFields.Of<ResultField>();

    private enum SessionsField
    {
        Tasks,
    }

    private enum GroupField
    {
        TaskId,
        Task,
        TotalSessions,
        PassedSessions,
        PassRate,
        AverageScore,
        Sessions,
    }

    private enum SessionField
    {
        SessionId,
        Instance,
        Model,
        Status,
        CreatedAt,
        StartedAt,
        EndedAt,
        StepCount,
        VerifierExecution,
    }

    private enum TranscriptField
    {
        Task,
        Instance,
        VerifierExecution,
        Transcript,
    }

    private enum MessageField
    {
        Role,
        Content,
        Thinking,
        ToolCalls,
        ToolCallId,
        Timestamp,
        Tokens,
        Metadata,
    }

    private enum ResultField
    {
        Success,
        SessionId,
        MessageCount,
        CreatedNewSession,
    }

    /// <summary>Reads the sessions of a job.</summary>
    public static FleetTaskSessions[] Sessions(ref JsonCursor json, string jobId)
    {
        FleetTaskSessions[]? tasks = null;
        int next = 0;
        while (json.Field(s_sessions, ref next) >= 0)
        {
            tasks = json.Objects((ref fields) => Group(ref fields, jobId));
        }

        return json.Need(tasks, "tasks");
    }

    /// <summary>Reads a transcript.</summary>
    public static FleetTranscript Transcript(ref JsonCursor json, string sessionId)
    {
        FleetTask? task = null;
        FleetInstance? instance = null;
        FleetVerification? verification = null;
        FleetTranscriptMessage[]? messages = null;
        int next = 0;
        while (json.Field(s_transcript, ref next) is >= 0 and int field)
        {
            switch ((TranscriptField)field)
            {
                case TranscriptField.Task:
                    task = TaskWire.Brief(json.FreeObject());
                    break;
                case TranscriptField.Instance:
                    instance = json.Object(InstanceWire.Instance);
                    break;
                case TranscriptField.VerifierExecution:
                    verification = VerificationWire.Outcome(ref json);
                    break;
                case TranscriptField.Transcript:
                    messages = json.Objects(Message);
                    break;
            }
        }

        return Complete(
            new FleetTranscript
            {
                SessionId = sessionId,
                Task = task,
                Instance = instance,
                Verification = verification,
                Messages = json.Need(messages, "transcript"),
            });
    }

    /// <summary>Reads the response to added messages.</summary>
    public static FleetTranscriptResult Result(ref JsonCursor json)
    {
        string? sessionId = null;
        int? count = null;
        bool? success = null, created = null;
        int next = 0;
        while (json.Field(s_result, ref next) is >= 0 and int field)
        {
            switch ((ResultField)field)
            {
                case ResultField.Success:
                    success = json.Bool();
                    break;
                case ResultField.SessionId:
                    sessionId = json.Text();
                    break;
                case ResultField.MessageCount:
                    count = json.Int32();
                    break;
                case ResultField.CreatedNewSession:
                    created = json.Bool();
                    break;
            }
        }

        string id = json.Need(sessionId, "session_id");
        return json.Need(success, "success")
            ? new FleetTranscriptResult
            {
                SessionId = id,
                MessageCount = json.Need(count, "message_count"),
                CreatedNewSession = json.Need(created, "created_new_session"),
            }
            : throw new FleetException($"The service says that it did not add the messages to the session '{id}'.");
    }

    /// <summary>Writes the body that adds messages: the original's fields in the original's order.</summary>
    public static ReadOnlyMemory<byte> Body(FleetTranscriptRequest request, DateTimeOffset now)
    {
        string? sessionId = FleetCheck.Filter(request.SessionId, nameof(request.SessionId));
        string? status = FleetCheck.Filter(request.Status, nameof(request.Status));
        if (status is not null && !s_statuses.Contains(status))
        {
            throw FleetCheck.Failed(nameof(request.Status), $"must be {string.Join(", ", s_statuses)}, and is '{status}'");
        }

        IReadOnlyList<FleetTranscriptMessage> messages = request.Messages;
        if (messages.Count == 0)
        {
            string happens = sessionId is null
                ? "created"
                : status ?? throw FleetCheck.Failed(nameof(request.Messages), "must not be empty, unless the status is to change");
            messages = [new FleetTranscriptMessage { Role = "system", Content = $"[session {happens}]" }];
            status ??= "running";
        }

        bool ends = status is "completed" or "failed" or "cancelled";
        using JsonBody body = new();
        body.AddPlain("messages", messages.Select(static (message, i) => (object?)Plain(message, $"{nameof(request.Messages)}[{i}]")).ToArray())
            .Add("session_id", sessionId)
            .Add("team_id", FleetCheck.Filter(request.TeamId, nameof(request.TeamId)))
            .Add("model", FleetCheck.Filter(request.Model, nameof(request.Model)))
            .Add("task_key", FleetCheck.Filter(request.TaskKey, nameof(request.TaskKey)))
            .Add("job_id", FleetCheck.Filter(request.JobId, nameof(request.JobId)))
            .Add("instance_id", FleetCheck.Filter(request.InstanceId, nameof(request.InstanceId)))
            .Add("status", status);
        if (request.Metadata is { } metadata)
        {
            body.AddPlain("metadata", FreeValue.Plain(metadata, nameof(request.Metadata)));
        }

        return body
            .Add("started_at", request.StartedAt is { } started ? FleetTime.Text(started) : null)
            .Add("ended_at", (request.EndedAt ?? (ends ? now : null)) is { } ended ? FleetTime.Text(ended) : null)
            .Add("verifier_execution_id", FleetCheck.Filter(request.VerifierExecutionId, nameof(request.VerifierExecutionId)))
            .Finish();
    }

    private static OrderedDictionary<string, object?> Plain(FleetTranscriptMessage? message, string place)
    {
        if (message is null)
        {
            throw FleetCheck.Failed(place, "must not be null");
        }

        OrderedDictionary<string, object?> plain = new() { ["role"] = FleetCheck.Filled(message.Role, $"{place}.{nameof(message.Role)}") };
        Add("content", message.Content);
        Add("thinking", message.Thinking);
        Add("tool_calls", message.ToolCalls);
        Add("tool_call_id", message.ToolCallId);
        Add("timestamp", message.Timestamp);
        Add("tokens", message.Tokens);
        Add("metadata", message.Metadata);
        return plain;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                plain.Add(name, FreeValue.Plain(value, $"{place}.{name}"));
            }
        }
    }

    private static FleetTaskSessions Group(ref JsonCursor json, string jobId)
    {
        string? taskId = null;
        FleetTask? task = null;
        int? total = null, passed = null;
        double? rate = null, average = null;
        FleetTranscript[]? sessions = null;
        int next = 0;
        while (json.Field(s_group, ref next) is >= 0 and int field)
        {
            switch ((GroupField)field)
            {
                case GroupField.TaskId:
                    taskId = json.Text();
                    break;
                case GroupField.Task:
                    task = TaskWire.Brief(json.FreeObject());
                    break;
                case GroupField.TotalSessions:
                    total = json.Int32();
                    break;
                case GroupField.PassedSessions:
                    passed = json.Int32();
                    break;
                case GroupField.PassRate:
                    rate = json.Number();
                    break;
                case GroupField.AverageScore:
                    average = json.Number();
                    break;
                case GroupField.Sessions:
                    sessions = json.Objects(Session);
                    break;
            }
        }

        string? key = task?.Key ?? taskId;
        return new FleetTaskSessions
        {
            TaskKey = key,
            TotalSessions = json.Need(total, "total_sessions"),
            PassedSessions = json.Need(passed, "passed_sessions"),
            PassRate = json.Need(rate, "pass_rate"),
            AverageScore = average,
            Sessions = [.. json.Need(sessions, "sessions").Select(session => Complete(session with { JobId = jobId, Task = task, TaskKey = key }))],
        };
    }

    private static FleetTranscript Session(ref JsonCursor json)
    {
        FleetTranscript session = new();
        string? id = null, model = null, status = null;
        int next = 0;
        while (json.Field(s_session, ref next) is >= 0 and int field)
        {
            switch ((SessionField)field)
            {
                case SessionField.SessionId:
                    id = json.Text();
                    break;
                case SessionField.Instance:
                    session = session with { Instance = json.Object(InstanceWire.Instance) };
                    break;
                case SessionField.Model:
                    model = json.Text();
                    break;
                case SessionField.Status:
                    status = json.Text();
                    break;
                case SessionField.CreatedAt:
                    session = session with { CreatedAt = json.Time() };
                    break;
                case SessionField.StartedAt:
                    session = session with { StartedAt = json.Time() };
                    break;
                case SessionField.EndedAt:
                    session = session with { EndedAt = json.Time() };
                    break;
                case SessionField.StepCount:
                    session = session with { StepCount = json.Int32() };
                    break;
                case SessionField.VerifierExecution:
                    session = session with { Verification = VerificationWire.Outcome(ref json) };
                    break;
            }
        }

        return session with { SessionId = json.Need(id, "session_id"), Model = model, Status = json.Need(status, "status") };
    }

    private static FleetTranscriptMessage Message(ref JsonCursor json)
    {
        FleetTranscriptMessage message = new();
        string? role = null;
        int next = 0;
        while (json.Field(s_message, ref next) is >= 0 and int field)
        {
            message = (MessageField)field switch
            {
                MessageField.Role => message with { Role = role = json.Text() ?? "" },
                MessageField.Content => message with { Content = json.Free() },
                MessageField.Thinking => message with { Thinking = json.Text() },
                MessageField.ToolCalls => message with { ToolCalls = json.Free() as object[] },
                MessageField.ToolCallId => message with { ToolCallId = json.Text() },
                MessageField.Timestamp => message with { Timestamp = json.Time() },
                MessageField.Tokens => message with { Tokens = json.Int32() },
                _ => message with { Metadata = json.FreeObject() },
            };
        }

        json.Need(role, "role");
        return message;
    }

    // The verification itself does not name its subject.
    private static FleetTranscript Complete(FleetTranscript transcript)
    {
        string? key = transcript.TaskKey ?? transcript.Task?.Key;
        return transcript with
        {
            TaskKey = key,
            Instance = transcript.Instance is { } instance ? instance with { Task = transcript.Task } : null,
            Verification = transcript.Verification is { } verification
                ? verification with { TaskKey = key ?? "", InstanceId = transcript.InstanceId ?? "", RunId = transcript.Instance?.RunId }
                : null,
        };
    }
}
